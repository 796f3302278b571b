package io.modcluster.balancer.cluster;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the time of all members was an hour ago. Not an hour less than it is now: it jumps when a member comes whose clock is
 * ahead, and what was removed a minute ago is to be remembered for an hour nevertheless.
 */
final class TombstoneHorizon {
    private static final long MINUTE = micros(Duration.ofMinutes(1));

    private final long after;
    private final Deque<Reading> readings = new ArrayDeque<>();
    private long lastWall;
    /** Time that went by here: never more than a minute from one reading to the next, whatever the clock on the wall says. */
    private long elapsed;

    private long horizon = Long.MIN_VALUE;

    private record Reading(long elapsed, long time) {}

    /** How long everything is remembered. */
    TombstoneHorizon(Duration after) {
        this.after = micros(after);
    }

    /** To be called several times a minute. */
    void read(long wallMicros, long timeOfAll) {
        elapsed += Math.max(0, Math.min(MINUTE, wallMicros - lastWall));
        lastWall = wallMicros;
        Reading last = readings.peekLast();
        if (last == null || elapsed - last.elapsed >= MINUTE) {
            readings.add(new Reading(elapsed, timeOfAll));
        }
        for (Reading first = readings.peekFirst();
                first != null && elapsed - first.elapsed >= after;
                first = readings.peekFirst()) {
            horizon = first.time;
            readings.removeFirst();
        }
    }

    /** What is stamped earlier may be forgotten, in microseconds since 1970. */
    long micros() {
        return horizon;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
