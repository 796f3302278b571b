package io.modcluster.balancer.proxy.log;

import io.modcluster.balancer.options.AccessLogOptions;
import io.modcluster.balancer.options.AccessLogOptions.Format;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what there is to log from any thread without ever waiting, and writes it with a thread of its own. What comes faster
 * than it can be written is dropped and counted; a warning tells, once a minute.
 */
public final class AccessLog implements Shareable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    /** So many lines are written at once at most. */
    private static final int BATCH = 500;
    /** Most characters that clients wrote in lines that wait, 16 MiB: few long ones, or as many ordinary ones as may wait. */
    private static final int MOST_WAITING = 16 << 20;

    /** Wakes the thread. */
    private static final AccessEntry LAST = new AccessEntry(
            0, "", null, null, null, null, 0, End.DONE, 0, 0, null, null, null, null, null, "", 0, 0, 0, 0, null, null,
            null);

    private static final long WARN_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LAST_WRITE_MILLIS = 2000;

    private final BlockingQueue<AccessEntry> queue;
    private final LongAdder dropped = new LongAdder();
    /** Characters that clients wrote, of all that waits. */
    private final AtomicInteger waiting = new AtomicInteger();

    private final AccessFormat format;
    private final LineSink sink;
    private final boolean query;
    private final Thread writer;
    private int users;
    private volatile boolean closing;
    private long told;
    private long warned = System.nanoTime() - WARN_EVERY_NANOS;

    /** Starts the thread. */
    AccessLog(AccessLogOptions options, LineSink sink) {
        this.queue = new ArrayBlockingQueue<>(options.getQueue());
        this.format = options.getFormat() == Format.JSON
                ? AccessFormat.json()
                : AccessFormat.combined(ZoneId.systemDefault());
        this.sink = sink;
        this.query = options.isQuery();
        this.writer = new Thread(this::writeAll, "access-log");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * The log of the balancer with this address prefix, the same one for all of a Vert.x; null if it is off. Each call needs
     * one of {@link #release}.
     */
    public static @Nullable AccessLog acquire(Vertx vertx, String prefix, AccessLogOptions options) {
        if (options.getTo() == AccessLogOptions.Sink.OFF) {
            return null;
        }
        return vertx.sharedData()
                .<String, AccessLog>getLocalMap(prefix + ".access-log")
                .compute("log", (key, open) -> {
                    AccessLog log = open == null ? new AccessLog(options, sinkOf(options)) : open;
                    log.users++;
                    return log;
                });
    }

    /** Gives back what {@link #acquire} gave. The last one ends the thread; the future completes when all is written. */
    public Future<Void> release(Vertx vertx, String prefix) {
        AccessLog left = vertx.sharedData()
                .<String, AccessLog>getLocalMap(prefix + ".access-log")
                .computeIfPresent("log", (key, log) -> --log.users == 0 ? null : log);
        if (left != null) {
            return Future.succeededFuture();
        }
        end();
        return vertx.executeBlocking(() -> {
            join();
            return null;
        });
    }

    private static LineSink sinkOf(AccessLogOptions options) {
        return switch (options.getTo()) {
            case FILE -> new LineSink.AppendedFile(Path.of(options.getFile()));
            case LOGGER -> LineSink.logger(LoggerFactory.getLogger("access"));
            case OFF, STDOUT -> LineSink.stdout();
        };
    }

    /** Whether queries are wanted. */
    public boolean takesQueries() {
        return query;
    }

    /** Takes a line, or drops it if too many wait. */
    public void add(AccessEntry entry) {
        int weight = entry.weight();
        if (waiting.addAndGet(weight) > MOST_WAITING || !queue.offer(entry)) {
            waiting.addAndGet(-weight);
            dropped.increment();
        }
    }

    /** How many lines were dropped so far. */
    public long dropped() {
        return dropped.sum();
    }

    /** Ends the thread after what is left was written. */
    void end() {
        closing = true;
        // no interrupt: it would close the file in the middle of a line. A full queue needs no waking
        queue.offer(LAST);
    }

    /** Waits for the end of the thread. */
    void join() throws InterruptedException {
        writer.join(LAST_WRITE_MILLIS);
    }

    private void writeAll() {
        List<AccessEntry> batch = new ArrayList<>(BATCH);
        StringBuilder lines = new StringBuilder();
        boolean more = true;
        while (more) {
            more = await(batch);
            queue.drainTo(batch, BATCH - batch.size());
            batch.remove(LAST);
            for (AccessEntry entry : batch) {
                waiting.addAndGet(-entry.weight());
                format.append(lines, entry);
                lines.append('\n');
            }
            write(lines, batch.size());
            more &= !closing || !queue.isEmpty();
            batch.clear();
            lines.setLength(0);
            tellDropped();
        }
        try {
            sink.close();
        } catch (IOException failed) {
            LOG.warn("access log not closed cause={}", failed.toString());
        }
    }

    /** False when somebody wants the thread gone. */
    private boolean await(List<AccessEntry> batch) {
        try {
            batch.add(queue.take());
            return true;
        } catch (InterruptedException unexpected) {
            return false;
        }
    }

    private void write(StringBuilder lines, int count) {
        if (count == 0) {
            return;
        }
        try {
            sink.write(lines);
        } catch (IOException failed) {
            dropped.add(count);
            warn("not written", failed.toString());
        }
    }

    private void tellDropped() {
        long now = dropped.sum();
        if (now > told) {
            warn("too slow", "more than access-log.queue waited");
        }
    }

    private void warn(String what, String cause) {
        long now = System.nanoTime();
        if (now - warned >= WARN_EVERY_NANOS) {
            warned = now;
            long sum = dropped.sum();
            LOG.warn("access log {} dropped={} cause={}; told once a minute", what, sum - told, cause);
            told = sum;
        }
    }
}
