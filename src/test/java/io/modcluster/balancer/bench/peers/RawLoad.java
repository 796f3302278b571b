package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that speaks to a node without a proxy, as fast as it is answered, and does nothing else: what node and protocol
 * take by themselves.
 *
 * @param port of the node
 * @param packetSize bytes of the packets of AJP; 0 for HTTP
 * @param path what it asks for
 * @param posted bytes of the body of a POST; 0 for GET
 * @param connections so many requests at a time
 */
record RawLoad(int port, int packetSize, String path, int posted, int connections) implements Load {
    static final String NAME = "raw";

    private static final Duration LOOK_AT_CLOCK = Duration.ofMillis(10);

    @Override
    public String tool() {
        return "";
    }

    /** The node under that name. */
    @Override
    public boolean fits(Contestant contestant) {
        return contestant.name().equals(NAME);
    }

    @Override
    public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
        Latencies latencies = new Latencies();
        List<RawConnection> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            open(all, selector, latencies);
            long began = System.nanoTime();
            for (RawConnection connection : all) {
                connection.ask();
            }
            while (System.nanoTime() - began < time.toNanos()) {
                selector.select(RawLoad::ready, LOOK_AT_CLOCK.toMillis());
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            return latencies.result(
                    seconds, all.stream().mapToLong(RawConnection::failed).sum());
        } finally {
            for (RawConnection connection : all) {
                connection.close();
            }
        }
    }

    private void open(List<RawConnection> all, Selector selector, Latencies latencies) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (packetSize == 0) {
            ByteBuffer request = HttpBytes.request(path, posted);
            while (all.size() < connections) {
                all.add(new RawHttpConnection(address, selector, latencies, request));
            }
            return;
        }
        AjpBytes request = new AjpBytes(path, posted, packetSize);
        while (all.size() < connections) {
            all.add(new RawAjpConnection(address, selector, latencies, request));
        }
    }

    private static void ready(SelectionKey key) {
        try {
            ((RawConnection) key.attachment()).ready(key);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
