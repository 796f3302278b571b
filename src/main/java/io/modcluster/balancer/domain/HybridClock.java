package io.modcluster.balancer.domain;

/**
 * A hybrid logical clock: the time of all members together. It runs at the pace of this member's wall clock, is never
 * behind a stamp that was seen, and never stands still or goes back. So a member whose wall clock is an hour slow stamps
 * what happens after what it has seen, and times that are counted from a stamp (MCMP §3.3) last as long as they should.
 * Belongs to one thread.
 */
public final class HybridClock {
    private final String member;
    /** How far the time of all is ahead of the wall clock here. */
    private long aheadMicros;

    private long lastMicros;

    /** The clock of a member of this name, which no other member may have. */
    public HybridClock(String member) {
        this.member = member;
    }

    /** Who stamps. */
    public String member() {
        return member;
    }

    /**
     * The time of all, in microseconds since 1970. Notices, too, that the wall clock went back: what is only waited for would
     * else last until it caught up.
     */
    public long now(long wallMicros) {
        if (wallMicros + aheadMicros > lastMicros) {
            lastMicros = wallMicros + aheadMicros;
        } else {
            aheadMicros = lastMicros - wallMicros;
        }
        return lastMicros;
    }

    /** A stamp that is newer than every one that this clock made or saw. */
    public Stamp next(long wallMicros) {
        lastMicros = Math.max(lastMicros + 1, wallMicros + aheadMicros);
        // where the wall clock went back, or another member is ahead, time goes on from where it was
        aheadMicros = Math.max(aheadMicros, lastMicros - wallMicros);
        return new Stamp(lastMicros, member);
    }

    /** Notes a stamp of another member. */
    public void saw(Stamp stamp, long wallMicros) {
        if (stamp.micros() > lastMicros) {
            lastMicros = stamp.micros();
        }
        aheadMicros = Math.max(aheadMicros, stamp.micros() - wallMicros);
    }

    /** How far the time of all is ahead of the wall clock here, in microseconds: far means that a clock is wrong. */
    public long aheadMicros() {
        return aheadMicros;
    }
}
