package io.modcluster.balancer.proxy.edge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long one connection may still take to send a request head or the next piece of a body, or to stay silent.
 *
 * <p>Deadlines move with every request, the timer does not: it looks when it rings and is set anew for what is left. So a
 * request costs a clock reading and no object. On the connection's event loop.
 */
final class ClientClock {
    private static final long NONE = Long.MAX_VALUE;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final EventExecutor loop;
    private final long headNanos;
    private final long idleNanos;
    private final long bodyNanos;
    private final int bodyRate;
    private final Runnable late;

    private long deadline = NONE;
    private boolean headRunning;
    private boolean bodyRunning;
    private long alarmAt = NONE;
    private @Nullable Future<?> alarm;

    /**
     * A stopped clock.
     *
     * @param late called once a deadline has passed; the clock stands then
     */
    ClientClock(EventExecutor loop, EdgeLimits limits, Runnable late) {
        this.loop = loop;
        this.headNanos = limits.headTimeout().toNanos();
        this.idleNanos = limits.idleTimeout().toNanos();
        this.bodyNanos = limits.bodyTimeout().toNanos();
        this.bodyRate = limits.minBodyRate();
        this.late = late;
    }

    /** A head is awaited or has begun: it must be complete in time. A clock that runs for a head keeps its deadline. */
    void headBegun() {
        if (!headRunning) {
            headRunning = true;
            runUntil(now() + headNanos);
        }
    }

    /** A head is complete; nothing runs until the answer is, or a body is awaited. */
    void headRead() {
        headRunning = false;
        bodyRunning = false;
        deadline = NONE;
    }

    /** The rest of a body is awaited. A clock that runs for a body keeps its deadline. */
    void bodyAwaited() {
        if (!bodyRunning && bodyRate > 0) {
            bodyRunning = true;
            runUntil(now() + bodyNanos);
        }
    }

    /** A piece of a body came: so many bytes, so much more time. */
    void bodyCame(int bytes) {
        if (bodyRunning) {
            deadline += bytes * SECOND / bodyRate;
        }
    }

    /** The body is complete. */
    void bodyEnded() {
        if (bodyRunning) {
            bodyRunning = false;
            deadline = NONE;
        }
    }

    /** The client may be silent for a while. */
    void idle() {
        headRunning = false;
        bodyRunning = false;
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
            bodyRunning = false;
            late.run();
        }
    }

    private long now() {
        return loop.ticker().nanoTime();
    }
}
