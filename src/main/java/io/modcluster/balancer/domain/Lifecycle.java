package io.modcluster.balancer.domain;

import java.time.Duration;

/** Where a node is between its registration and being forgotten (MCMP §3.3). */
public enum Lifecycle {
    /** Registered: routed to, if a context of it is enabled. */
    REGISTERED,
    /** Taken out, still listed under its name; the same CONFIG brings it back with its load. */
    MARKED,
    /** Listed as {@code REMOVED}. */
    REMOVED,
    /** Not listed any more; only the tombstone is kept. */
    GONE;

    /** How long a removed node is listed under its name. */
    public static final Duration MARKED_FOR = Duration.ofSeconds(10);
    /** How long a removed node is listed at all. */
    public static final Duration LISTED_FOR = Duration.ofSeconds(25);

    /** The stage of a node that was taken out this long ago. */
    static Lifecycle sinceRemoval(long micros) {
        if (micros < MARKED_FOR.toNanos() / 1000) {
            return MARKED;
        }
        return micros < LISTED_FOR.toNanos() / 1000 ? REMOVED : GONE;
    }
}
