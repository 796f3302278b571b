package io.modcluster.balancer.testkit.cluster;

import java.time.Duration;

/**
 * Latencies in buckets that are 1/32 of a power of two wide, so each is right to 3 %. 2,048 numbers, whatever comes. Not
 * synchronized.
 */
final class LatencyBuckets {
    private static final int MANTISSA_BITS = 5;
    private static final int PER_POWER = 1 << MANTISSA_BITS;

    private final long[] counts = new long[64 * PER_POWER];
    private long count;
    private long max;

    void record(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        count++;
        max = Math.max(max, value);
    }

    void add(LatencyBuckets other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        max = Math.max(max, other.max);
    }

    long count() {
        return count;
    }

    /** The value that {@code percent} of all values do not exceed, rounded up to the end of its bucket; 0 of none. */
    Duration percentile(double percent) {
        long wanted = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length && wanted > 0; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Duration.ofNanos(Math.min(max, end(i)));
            }
        }
        return Duration.ZERO;
    }

    private static int bucket(long value) {
        if (value < PER_POWER) {
            return (int) value;
        }
        int power = 63 - Long.numberOfLeadingZeros(value);
        int shift = power - MANTISSA_BITS;
        return (shift + 1) * PER_POWER + (int) ((value >>> shift) - PER_POWER);
    }

    private static long end(int bucket) {
        if (bucket < PER_POWER) {
            return bucket;
        }
        int shift = bucket / PER_POWER - 1;
        long mantissa = (long) bucket % PER_POWER + PER_POWER;
        return ((mantissa + 1) << shift) - 1;
    }
}
