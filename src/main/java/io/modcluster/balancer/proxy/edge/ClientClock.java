package io.modcluster.balancer.proxy.edge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection may still take to send a request head, or to stay silent.
 *
 * <p>Deadlines move with every request, the timer does not: it looks when it rings and is set anew for what is left. So a
 * request costs a clock reading and no object. On the connection's event loop.
 */
final class HeadClock {
    private static final long NONE = Long.MAX_VALUE;

    private final EventExecutor loop;
    private final long headNanos;
    private final long idleNanos;
    private final Runnable late;

    private long deadline = NONE;
    private boolean headRunning;
    private long alarmAt = NONE;
    private @Nullable Future<?> alarm;

    /**
     * A stopped clock.
     *
     * @param late called once a deadline has passed; the clock stands then
     */
    HeadClock(EventExecutor loop, EdgeLimits limits, Runnable late) {
        this.loop = loop;
        this.headNanos = limits.headTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
        this.late = late;
    }

    /** A head is awaited or has begun: it must be complete in time. A clock that runs for a head keeps its deadline. */
    void headBegun() {
        if (!headRunning) {
            headRunning = true;
            runUntil(now() + headNanos);
        }
    }

    /** A head is complete; nothing runs until the answer is. */
    void headRead() {
        headRunning = false;
        deadline = NONE;
    }

    /** The client may be silent for a while. */
    void idle() {
        headRunning = false;
        runUntil(now() + idleNanos);
    }

    /** Stops for good. */
    void stop() {
        deadline = NONE;
        cancelAlarm();
    }

    private void runUntil(long newDeadline) {
        deadline = newDeadline;
        if (newDeadline < alarmAt) {
            setAlarm();
        }
    }

    private void setAlarm() {
        cancelAlarm();
        alarmAt = deadline;
        alarm = loop.schedule(this::ring, deadline - now(), TimeUnit.NANOSECONDS);
    }

    private void cancelAlarm() {
        Future<?> pending = alarm;
        if (pending != null) {
            pending.cancel(false);
        }
        alarm = null;
        alarmAt = NONE;
    }

    private void ring() {
        alarm = null;
        alarmAt = NONE;
        if (deadline == NONE) {
            return;
        }
        if (deadline > now()) {
            setAlarm();
        } else {
            deadline = NONE;
            late.run();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
