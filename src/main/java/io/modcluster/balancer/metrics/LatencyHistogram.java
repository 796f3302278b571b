package io.modcluster.balancer.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Times in fixed buckets, from a millisecond to a minute. May be used from any thread; adding allocates nothing. */
public final class LatencyHistogram {
    /** Upper bounds as they are written, which are Prometheus' own and two more at each end. */
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    /** An empty one. */
    public LatencyHistogram() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Counts a time. */
    public void add(long elapsedNanos) {
        double seconds = (double) elapsedNanos / TimeUnit.SECONDS.toNanos(1);
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        nanos.add(Math.max(0, elapsedNanos));
    }

    /** How many buckets have an upper bound. */
    public static int size() {
        return BOUNDS.length;
    }

    /** Upper bound of a bucket in seconds. */
    public static double bound(int bucket) {
        return BOUNDS[bucket];
    }

    /** What is in this bucket alone; {@link #size()} is the one without upper bound. */
    public long count(int bucket) {
        return counts[bucket].sum();
    }

    /** Sum of all times in seconds. */
    public double seconds() {
        return (double) nanos.sum() / TimeUnit.SECONDS.toNanos(1);
    }
}
