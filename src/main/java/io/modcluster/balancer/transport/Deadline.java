package io.modcluster.balancer.transport;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * One time until which something has to happen, which may be put off for each packet: a timer that rings too early is set
 * again, so that putting off costs no timer. Belongs to one event loop.
 */
public final class Deadline {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable passed;
    private long due = Long.MAX_VALUE;
    private long ringsAt;
    private long timer = NONE;

    /** Calls {@code passed} when a time has passed; none is set yet. */
    public Deadline(Vertx vertx, Runnable passed) {
        this.vertx = vertx;
        this.passed = passed;
    }

    /** In so long from now, 1 or more; replaces what was said before. Says what {@link #now} is. */
    public long in(long millis) {
        long now = now();
        due = now + millis;
        if (timer == NONE) {
            set(now);
        } else if (ringsAt > due) {
            vertx.cancelTimer(timer);
            set(now);
        }
        return now;
    }

    /** Never. */
    public void off() {
        due = Long.MAX_VALUE;
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void set(long now) {
        ringsAt = due;
        timer = vertx.setTimer(Math.max(1, due - now), rung -> ring());
    }

    private void ring() {
        timer = NONE;
        long now = now();
        if (now >= due) {
            passed.run();
        } else {
            set(now);
        }
    }

    /** Milliseconds of a clock that never goes back. */
    public static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
