package io.modcluster.balancer.advertise;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.options.AdvertiseOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams to a group, each on a socket of its own that is open for as long as that takes. So there is nothing that
 * could be flooded, and an interface that went and came back is used as it is now. Nothing is ever received, nor is the group
 * joined.
 */
final class MulticastSender {
    private final Vertx vertx;
    private final String group;
    private final int port;
    private final int ttl;
    private final String networkInterface;

    MulticastSender(Vertx vertx, AdvertiseOptions options) {
        this.vertx = vertx;
        this.group = options.getGroup();
        this.port = options.getPort();
        this.ttl = options.getTtl();
        this.networkInterface = options.getInterface();
    }

    /** Completes when the system has taken the datagram, on the context of the caller. */
    Future<Void> send(byte[] datagram) {
        DatagramSocket socket;
        try {
            socket = vertx.createDatagramSocket(socketOptions());
        } catch (IOException | RuntimeException cannotBeOpened) {
            return Future.failedFuture(cannotBeOpened);
        }
        return socket.send(Buffer.buffer(datagram), port, group).eventually(socket::close);
    }

    private DatagramSocketOptions socketOptions() throws IOException {
        DatagramSocketOptions options = new DatagramSocketOptions()
                .setIpV6(group.indexOf(':') >= 0)
                .setMulticastTimeToLive(ttl)
                // nodes on the same machine are told too
                .setLoopbackModeDisabled(false);
        if (!networkInterface.isEmpty()) {
            options.setMulticastNetworkInterface(usable().getName());
        }
        return options;
    }

    /** Asked for each datagram, since interfaces come and go. */
    private NetworkInterface usable() throws IOException {
        Optional<byte[]> literal = IpLiteral.parse(networkInterface);
        NetworkInterface found = literal.isPresent()
                ? NetworkInterface.getByInetAddress(InetAddress.getByAddress(literal.get()))
                : named(networkInterface);
        if (found == null) {
            throw new IOException(
                    literal.isPresent() ? "no interface has this address" : "there is no interface of this name");
        }
        if (!found.isUp()) {
            throw new IOException("the interface is down");
        }
        return found;
    }

    private static @Nullable NetworkInterface named(String name) throws IOException {
        return name.equalsIgnoreCase("localhost")
                ? NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress())
                : NetworkInterface.getByName(name);
    }

    /** Where it sends, for logs. */
    @Override
    public String toString() {
        String shown = networkInterface.isEmpty() ? "(the system's choice)" : networkInterface;
        return "interface=" + shown + " group=" + (group.indexOf(':') < 0 ? group : "[" + group + "]") + ":" + port;
    }
}
