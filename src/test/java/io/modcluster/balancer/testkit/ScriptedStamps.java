package io.modcluster.balancer.testkit;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Stamp;
import java.time.Duration;

/** A clock that moves only when told, and the stamps that one member makes by it. */
public final class ScriptedStamps {
    /** Where every scripted clock starts: a round number, far from 0. */
    public static final long START_MICROS = 1_000_000_000_000L;

    private final HybridClock clock;
    private long wallMicros = START_MICROS;

    /** The clock of one member, at {@link #START_MICROS}. */
    public ScriptedStamps(String member) {
        this.clock = new HybridClock(member);
    }

    /** The next stamp; two in a row differ even if the clock stands still. */
    public Stamp next() {
        return clock.next(wallMicros);
    }

    /** Notes a stamp of another member, as a hybrid clock does. */
    public void saw(Stamp other) {
        clock.saw(other, wallMicros);
    }

    /** Moves the clock; backwards too. */
    public ScriptedStamps advance(Duration by) {
        wallMicros += by.toNanos() / 1000;
        return this;
    }

    /** The clock on the wall. */
    public long wallMicros() {
        return wallMicros;
    }
}
