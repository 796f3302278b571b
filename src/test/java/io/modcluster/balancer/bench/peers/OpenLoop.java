package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate, whether answers come or not, over connections that each have one request at a time. Latency is
 * counted from when a request was due: one that waits because an earlier one is slow is slow too.
 *
 * @param path what it asks for
 * @param posted bytes of the body of a POST; 0 for GET
 * @param perSecond requests, over all connections
 * @param connections so many
 */
record OpenLoop(String path, int posted, int perSecond, int connections) implements Load {
    /** Shorter than this the kernel does not sleep. */
    private static final long NAP = 50_000;

    /** How long requests that are under way at the end may take. */
    private static final Duration LAST = Duration.ofSeconds(1);

    @Override
    public String tool() {
        return "";
    }

    @Override
    public boolean fits(Contestant contestant) {
        return contestant.serves(Front.HTTP);
    }

    @Override
    public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
        Latencies latencies = new Latencies();
        List<OpenLoopConnection> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), contestant.port(Front.HTTP));
            ByteBuffer request = HttpBytes.request(path, posted);
            for (int i = 0; i < connections; i++) {
                all.add(new OpenLoopConnection(address, selector, request, latencies));
            }
            long began = System.nanoTime();
            long count = time.toNanos() * perSecond / Duration.ofSeconds(1).toNanos();
            send(selector, all, began, count);
            double seconds = (System.nanoTime() - began) / 1e9;
            long end = System.nanoTime() + LAST.toNanos();
            while (System.nanoTime() < end && all.stream().anyMatch(OpenLoopConnection::isWaiting)) {
                poll(selector, NAP);
            }
            long unanswered = all.stream().mapToLong(OpenLoopConnection::failed).sum();
            return latencies.result(seconds, unanswered);
        } finally {
            for (OpenLoopConnection connection : all) {
                connection.close();
            }
        }
    }

    private void send(Selector selector, List<OpenLoopConnection> all, long began, long count) throws IOException {
        long period = Duration.ofSeconds(1).toNanos() / perSecond;
        long sent = 0;
        while (sent < count) {
            long now = System.nanoTime();
            while (sent < count && began + sent * period <= now) {
                all.get((int) (sent % all.size())).due(began + sent * period);
                sent++;
            }
            poll(selector, began + sent * period - now);
        }
    }

    private static void poll(Selector selector, long untilNext) throws IOException {
        if (selector.selectNow(OpenLoop::answered) == 0 && untilNext > 0) {
            LockSupport.parkNanos(Math.min(NAP, untilNext));
        }
    }

    private static void answered(SelectionKey key) {
        ((OpenLoopConnection) key.attachment()).ready(key);
    }
}
