package io.modcluster.balancer.domain;

import java.util.Comparator;

/**
 * When a fact was stated and by whom, by the {@link HybridClock} of that member: two facts of one member never share a
 * stamp, and "newer" is a total order.
 *
 * @param micros microseconds since 1970
 * @param member name of the balancer that stamped
 */
public record Stamp(long micros, String member) implements Comparable<Stamp> {
    /** Before everything. */
    public static final Stamp NEVER = new Stamp(0, "");

    private static final Comparator<Stamp> ORDER =
            Comparator.comparingLong(Stamp::micros).thenComparing(Stamp::member);

    /** Whether this fact replaces one stamped {@code other}. */
    public boolean isAfter(Stamp other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Stamp other) {
        return ORDER.compare(this, other);
    }
}
