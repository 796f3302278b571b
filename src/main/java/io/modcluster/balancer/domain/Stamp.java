package io.modcluster.balancer.domain;

import java.util.Comparator;

/**
 * When a fact was stated and by whom: a hybrid logical clock. It follows the wall clock but never stands still or goes
 * back at one member, so two facts of one member never share a stamp and "newer" is a total order.
 *
 * @param micros microseconds since 1970
 * @param member name of the balancer that stamped
 */
public record Stamp(long micros, String member) implements Comparable<Stamp> {
    /** Before everything. */
    public static final Stamp NEVER = new Stamp(0, "");

    private static final Comparator<Stamp> ORDER =
            Comparator.comparingLong(Stamp::micros).thenComparing(Stamp::member);

    /**
     * The next stamp of a member.
     *
     * @param last       the newest stamp that this member made or saw
     * @param wallMicros its wall clock
     */
    public static Stamp next(Stamp last, long wallMicros, String member) {
        return new Stamp(Math.max(wallMicros, last.micros + 1), member);
    }

    /** Whether this fact replaces one stamped {@code other}. */
    public boolean isAfter(Stamp other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }
}
