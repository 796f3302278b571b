package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.mcmp.codec.McmpException;
import io.modcluster.balancer.mcmp.codec.Mess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which addresses CONFIG and PING may name. Requests of clients go there with their cookies, and checks go there from
 * inside: whoever may send MCMP must not point the balancer at anything else. May be used from any thread.
 */
final class AddressPolicy {
    private static final byte[] BROADCAST = {-1, -1, -1, -1};

    private final NameLookup names;
    private final List<CidrBlock> allow;
    private final Supplier<Set<Integer>> ownPorts;

    AddressPolicy(Vertx vertx, List<CidrBlock> allow, Supplier<Set<Integer>> ownPorts) {
        this.names = new NameLookup(vertx);
        this.allow = allow;
        this.ownPorts = ownPorts;
    }

    /**
     * Judges {@code address} as told by a peer. Succeeds when every IP address behind {@code address} is allowed. Fails with type SYNTAX when one of them never can
     * be, with MEM when it is only not configured or not known: an operator may change that, and a Java node that is told
     * SYNTAX never asks again.
     *
     * @param peer IP address of whoever names the address: from another machine, a loopback address means that one, and
     *     requests would go to whatever listens on ours
     */
    Future<Void> admit(NodeAddress address, String peer) {
        String host = address.socketHost();
        Optional<byte[]> literal = IpLiteral.parse(host);
        Future<List<InetAddress>> ips = literal.isPresent()
                ? Future.succeededFuture(List.of(ip(literal.get())))
                : names.addressesOf(host)
                        .recover(unknown -> Future.failedFuture(McmpException.mem(Mess.unresolvable(host))));
        return ips.compose(all -> judge(address, all, peer));
    }

    private Future<Void> judge(NodeAddress address, List<InetAddress> ips, String peer) {
        for (InetAddress ip : ips) {
            Optional<String> never = whyNever(ip, address.port());
            if (never.isPresent()) {
                return Future.failedFuture(McmpException.syntax(Mess.badValue("Host"))
                        .because("Host: " + Quoted.of(shown(address, ip)) + " is " + never.get()
                                + " (expected: the address of the node's connector)"));
            }
        }
        for (InetAddress ip : ips) {
            if (ip.isLoopbackAddress() && !isHere(peer)) {
                return Future.failedFuture(McmpException.mem(Mess.loopback(shown(address, ip), peer)));
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

    private Optional<String> whyNever(InetAddress ip, int port) {
        byte[] octets = ip.getAddress();
        if (ip.isAnyLocalAddress() || (octets.length == 4 && octets[0] == 0)) {
            return Optional.of("an unspecified address");
        } else if (ip.isLinkLocalAddress()) {
            return Optional.of("a link-local address");
        } else if (ip.isMulticastAddress()) {
            return Optional.of("a multicast address");
        } else if (Arrays.equals(octets, BROADCAST)) {
            return Optional.of("the broadcast address");
        } else if (ownPorts.get().contains(port) && isOfThisMachine(ip, true)) {
            return Optional.of("this machine, and port " + port + " is one of the balancer itself");
        }
        return Optional.empty();
    }

    private static boolean isHere(String peer) {
        return IpLiteral.parse(peer)
                .filter(octets -> isOfThisMachine(ip(octets), false))
                .isPresent();
    }

    private static boolean isOfThisMachine(InetAddress ip, boolean whenUnknown) {
        try {
            return ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null;
        } catch (SocketException unknown) {
            return whenUnknown;
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
