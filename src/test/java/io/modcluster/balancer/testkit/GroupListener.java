package io.modcluster.balancer.testkit;

import io.modcluster.balancer.advertise.codec.AdvertiseDatagram;
import io.modcluster.balancer.advertise.codec.AdvertiseReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Hears, and sends, what goes to a multicast group on one interface. */
public final class GroupListener implements AutoCloseable {
    private final List<byte[]> heard = new CopyOnWriteArrayList<>();
    private final List<Integer> senders = new CopyOnWriteArrayList<>();
    private final DatagramChannel channel;
    private final InetSocketAddress group;

    /** Joins; throws where the host does not allow it. */
    public GroupListener(InetSocketAddress group, NetworkInterface on) throws IOException {
        this.group = group;
        boolean ipv6 = group.getAddress() instanceof Inet6Address;
        channel = DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, on);
        channel.bind(group);
        channel.join(group.getAddress(), on);
        Thread reader = new Thread(this::read, "group-listener");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        while (channel.isOpen()) {
            try {
                InetSocketAddress sender = (InetSocketAddress) channel.receive(buffer.clear());
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                heard.add(bytes);
                if (sender.getPort() != group.getPort()) {
                    senders.add(sender.getPort());
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** Everything so far, as it came. */
    public List<byte[]> heard() {
        return List.copyOf(heard);
    }

    /** Ports from which others sent, in the order of what they sent. */
    public List<Integer> senders() {
        return List.copyOf(senders);
    }

    /** All of it that is an advertisement. */
    public List<AdvertiseReading.Read> adverts() {
        return heard.stream()
                .map(AdvertiseDatagram::parse)
                .filter(AdvertiseReading.Read.class::isInstance)
                .map(AdvertiseReading.Read.class::cast)
                .toList();
    }

    /** Sends to the group on the same interface. */
    public void send(byte[] bytes) {
        send(bytes, group);
    }

    /** Sends to anybody. */
    public void send(byte[] bytes, InetSocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(bytes), to);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A group and port that no other run has, in the range for use within a site (RFC 2365). */
    public static InetSocketAddress newGroup() throws IOException {
        long pid = ProcessHandle.current().pid();
        try (DatagramSocket free = new DatagramSocket()) {
            byte[] address = {(byte) 239, (byte) 255, (byte) (pid >> 8), (byte) pid};
            return new InetSocketAddress(InetAddress.getByAddress(address), free.getLocalPort());
        }
    }
}
