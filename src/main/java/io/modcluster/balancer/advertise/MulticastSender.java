package io.modcluster.balancer.advertise;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.options.AdvertiseOptions;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends datagrams to a group, each on a socket of its own that is open for as long as that takes, which does not block. So there
 * is nothing that could be flooded, and an interface that went and came back is used as it is now. Nothing is ever received, nor
 * is the group joined.
 *
 * <p>Not with a socket of Vert.x: that one reads whatever comes, cannot be told to loop on each transport alike (Netty's NIO
 * transport takes {@code loopbackModeDisabled} for its opposite, its native ones refuse it), and its native ones have no
 * interface for IPv6.
 */
final class MulticastSender {
    private final String group;
    private final int port;
    private final int ttl;
    private final String networkInterface;

    MulticastSender(AdvertiseOptions options) {
        this.group = options.getGroup();
        this.port = options.getPort();
        this.ttl = options.getTtl();
        this.networkInterface = options.getInterface();
    }

    /**
     * Hands the datagram to the system.
     *
     * @throws IOException if it does not take it; the message says why
     */
    void send(byte[] datagram) throws IOException {
        // a literal: nobody is asked for it
        InetAddress to = InetAddress.getByName(group);
        NetworkInterface on = networkInterface.isEmpty() ? null : usable();
        try (DatagramChannel channel = DatagramChannel.open(
                to instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET)) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, ttl);
            // nodes on the same machine are told too
            channel.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
            if (on != null) {
                channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
            }
            if (channel.send(ByteBuffer.wrap(datagram), new InetSocketAddress(to, port)) == 0) {
                throw new IOException("the system has no room for it");
            }
        } catch (UnsupportedOperationException without) {
            throw new IOException("this JVM does not speak the protocol of the group: " + without, without);
        }
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
