package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.Mess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which addresses CONFIG and PING may name. Requests of clients go there with their cookies, and checks go there from
 * inside: whoever may send MCMP must not point the balancer at anything else. May be used from any thread.
 */
final class AddressPolicy {
    private final NameLookup names;
    private final List<CidrBlock> allow;
    private final Supplier<Set<Integer>> ownPorts;

    AddressPolicy(Vertx vertx, List<CidrBlock> allow, Supplier<Set<Integer>> ownPorts) {
        this.names = new NameLookup(vertx);
        this.allow = allow;
        this.ownPorts = ownPorts;
    }

    /**
     * Succeeds when every IP address behind {@code address} is allowed. Fails with type SYNTAX when one of them never can
     * be, with MEM when it is only not configured or not known: an operator may change that, and a Java node that is told
     * SYNTAX never asks again.
     */
    Future<Void> admit(NodeAddress address) {
        String host = address.socketHost();
        Optional<byte[]> literal = IpLiteral.parse(host);
        Future<List<InetAddress>> ips = literal.isPresent()
                ? Future.succeededFuture(List.of(ip(literal.get())))
                : names.addressesOf(host)
                        .recover(unknown -> Future.failedFuture(McmpException.mem(Mess.unresolvable(host))));
        return ips.compose(all -> judge(address, all));
    }

    private Future<Void> judge(NodeAddress address, List<InetAddress> ips) {
        for (InetAddress ip : ips) {
            if (isNeverAllowed(ip, address.port())) {
                return Future.failedFuture(McmpException.syntax(Mess.badValue("Host")));
            }
        }
        for (InetAddress ip : ips) {
            if (allow.stream().noneMatch(block -> block.contains(ip))) {
                return Future.failedFuture(McmpException.mem(Mess.notAllowed(shown(address, ip))));
            }
        }
        return Future.succeededFuture();
    }

    private static String shown(NodeAddress address, InetAddress ip) {
        String text = ip.getHostAddress();
        return IpLiteral.parse(address.socketHost()).isPresent() ? text : address.host() + " (" + text + ")";
    }

    private boolean isNeverAllowed(InetAddress ip, int port) {
        byte[] octets = ip.getAddress();
        boolean thisNetwork = octets.length == 4 && octets[0] == 0;
        boolean broadcast =
                octets.length == 4 && octets[0] == -1 && octets[1] == -1 && octets[2] == -1 && octets[3] == -1;
        return ip.isAnyLocalAddress()
                || ip.isLinkLocalAddress()
                || ip.isMulticastAddress()
                || thisNetwork
                || broadcast
                || (ownPorts.get().contains(port) && isOfThisMachine(ip));
    }

    private static boolean isOfThisMachine(InetAddress ip) {
        try {
            return ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null;
        } catch (SocketException unknown) {
            return true;
        }
    }

    private static InetAddress ip(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
