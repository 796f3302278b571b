package io.modcluster.balancer.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Requests at a steady rate over connections that are kept, from one thread of this JVM. It looks at what comes back no closer
 * than a client would: status, or how it failed, and when.
 *
 * <p>Each connection sends at fixed times, one request at a time. A target that stalls gets fewer requests, but the latencies
 * are those of all that were due. A target that is away is tried again, each failed attempt is a failure of that target.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final long TICK_MILLIS = 1;
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final Selector selector;
    private final Map<String, LoadTally> tallies = new LinkedHashMap<>();
    private final List<LoadConnection> connections = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "steady-load");
    private long lapStart = System.nanoTime();
    private volatile boolean stopped;
    private volatile @Nullable Throwable broken;

    private SteadyLoad(LoadPlan plan) throws IOException {
        selector = Selector.open();
        int all = plan.targets().size() * plan.connections();
        long period = TimeUnit.SECONDS.toNanos(1) * all / plan.perSecond();
        long now = System.nanoTime();
        plan.targets().forEach((name, address) -> {
            LoadTally tally = new LoadTally();
            tallies.put(name, tally);
            for (int i = 0; i < plan.connections(); i++) {
                int connection = i;
                connections.add(new LoadConnection(
                        selector,
                        address,
                        number -> plan.requests().bytes(name, connection, number),
                        tally,
                        plan.patience().toNanos(),
                        period,
                        now + period * connections.size() / all));
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts to send. */
    public static SteadyLoad start(LoadPlan plan) throws IOException {
        return new SteadyLoad(plan);
    }

    /** What a test does while the load is on. */
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** Sends while {@code work} runs, and reports. */
    public static LoadReport during(LoadPlan plan, Work work) throws Exception {
        try (SteadyLoad load = start(plan)) {
            work.run();
            return load.lap();
        }
    }

    /** Reports what happened since the last lap, or the start. */
    public LoadReport lap() {
        Throwable why = broken;
        if (why != null) {
            throw new IllegalStateException("the load has ended", why);
        }
        long now = System.nanoTime();
        Map<String, LoadReport.Target> targets = new LinkedHashMap<>();
        tallies.forEach((name, tally) -> targets.put(name, tally.take()));
        LoadReport report = new LoadReport(Duration.ofNanos(now - lapStart), targets);
        lapStart = now;
        return report;
    }

    /** Ends it; requests under way are given up and appear in no report. */
    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(STOP_PATIENCE.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (selector) {
            while (!stopped) {
                selector.select(key -> selected(key, buffer), TICK_MILLIS);
                long now = System.nanoTime();
                connections.forEach(connection -> connection.tick(now));
            }
        } catch (IOException failed) {
            broken = new UncheckedIOException(failed);
        } catch (RuntimeException failed) {
            broken = failed;
        } finally {
            connections.forEach(LoadConnection::close);
        }
    }

    private static void selected(SelectionKey key, ByteBuffer buffer) {
        if (key.isValid() && key.attachment() instanceof LoadConnection connection) {
            connection.selected(key, buffer);
        }
    }
}
