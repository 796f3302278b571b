package io.modcluster.balancer.metrics;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/** How late something is, timers of event loops first of all: the longest delay of the last ten to twenty seconds. May be used from any thread. */
public final class EventLoopLag {
    private static final long PERIOD_MILLIS = 250;
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Longest of this window and of the one before. */
    private final AtomicLongArray longest = new AtomicLongArray(2);

    private final LongSupplier nanoTime;
    private volatile long windowStart;

    EventLoopLag() {
        this(System::nanoTime);
    }

    EventLoopLag(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /**
     * Watches the event loop that this is called on.
     *
     * @return the timer, to be cancelled
     */
    public long watch(Vertx vertx) {
        long[] last = {nanoTime.getAsLong()};
        return vertx.setPeriodic(PERIOD_MILLIS, tick -> {
            long now = nanoTime.getAsLong();
            late(now - last[0] - TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS));
            last[0] = now;
        });
    }

    /** It came so much late. */
    public void late(long nanos) {
        turn();
        longest.accumulateAndGet(0, Math.max(0, nanos), Math::max);
    }

    /** The longest delay, in seconds. */
    public double seconds() {
        turn();
        return (double) Math.max(longest.get(0), longest.get(1)) / TimeUnit.SECONDS.toNanos(1);
    }

    private synchronized void turn() {
        long now = nanoTime.getAsLong();
        long passed = now - windowStart;
        if (passed > WINDOW_NANOS) {
            longest.set(1, passed > 2 * WINDOW_NANOS ? 0 : longest.get(0));
            longest.set(0, 0);
            windowStart = now;
        }
    }
}
