package io.modcluster.balancer.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * What was counted of requests over some time, or since the start. Immutable.
 *
 * @param errors answered with 5xx, by a node or instead of one, or broken off; a client that went away is none
 * @param bytes  of bodies, both ways
 * @param times  requests that ended, by the time that they took: one count for each bucket of {@link LatencyHistogram}, the
 *               last for what was longer; tunnels are not in it
 */
public record TrafficTotals(long errors, long bytes, List<Long> times) {
    /** Nothing. */
    public static final TrafficTotals NONE = of(0, 0, new long[LatencyHistogram.size() + 1]);

    /** Copies the list; one that is shorter or longer, as of another version, is filled up with 0 or cut. */
    public TrafficTotals {
        List<Long> all = new ArrayList<>(LatencyHistogram.size() + 1);
        for (int bucket = 0; bucket <= LatencyHistogram.size(); bucket++) {
            all.add(bucket < times.size() ? times.get(bucket) : Long.valueOf(0));
        }
        times = List.copyOf(all);
    }

    static TrafficTotals of(long errors, long bytes, long... times) {
        List<Long> all = new ArrayList<>(times.length);
        for (long count : times) {
            all.add(count);
        }
        return new TrafficTotals(errors, bytes, all);
    }

    /** Both together. */
    public TrafficTotals plus(TrafficTotals other) {
        return combined(other, 1);
    }

    /** What came since {@code earlier}; never less than nothing, though counters of nodes that are gone are gone, too. */
    public TrafficTotals since(TrafficTotals earlier) {
        return combined(earlier, -1);
    }

    private TrafficTotals combined(TrafficTotals other, int sign) {
        long[] sums = new long[times.size()];
        for (int bucket = 0; bucket < sums.length; bucket++) {
            sums[bucket] = Math.max(0, times.get(bucket) + sign * other.times.get(bucket));
        }
        return of(Math.max(0, errors + sign * other.errors), Math.max(0, bytes + sign * other.bytes), sums);
    }

    /** Requests that ended. */
    public long requests() {
        long sum = 0;
        for (long count : times) {
            sum += count;
        }
        return sum;
    }

    /**
     * The time that this share of the requests did not exceed, in seconds: within the bucket in which it is, in proportion, as
     * Prometheus' {@code histogram_quantile}; the longest bound when it is beyond that. Negative without requests.
     *
     * @param share 0..1, such as 0.99
     */
    public double quantile(double share) {
        long all = requests();
        if (all == 0) {
            return -1;
        }
        double rank = share * all;
        double below = 0;
        for (int bucket = 0; bucket < LatencyHistogram.size(); bucket++) {
            long count = times.get(bucket);
            if (count > 0 && below + count >= rank) {
                double from = bucket == 0 ? 0 : LatencyHistogram.bound(bucket - 1);
                return from + (LatencyHistogram.bound(bucket) - from) * (rank - below) / count;
            }
            below += count;
        }
        return LatencyHistogram.bound(LatencyHistogram.size() - 1);
    }
}
