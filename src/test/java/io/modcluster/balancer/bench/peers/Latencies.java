package io.modcluster.balancer.bench.peers;

import java.util.Arrays;

/** Times, each kept, in microseconds; one thread. */
final class Latencies {
    private long[] micros = new long[1 << 12];
    private int count;

    void add(long value) {
        if (count == micros.length) {
            micros = Arrays.copyOf(micros, 2 * count);
        }
        micros[count++] = value;
    }

    int count() {
        return count;
    }

    /** The result of a load that took that long. */
    LoadResult result(double seconds, long errors) {
        long[] sorted = Arrays.copyOf(micros, count);
        Arrays.sort(sorted);
        return new LoadResult(
                count, seconds, errors, percentile(sorted, 50), percentile(sorted, 99), percentile(sorted, 99.9));
    }

    /** The smallest value that as many percent are not above; 0 of none. */
    static long percentile(long[] sorted, double percent) {
        int wanted = (int) Math.ceil(sorted.length * percent / 100);
        return sorted.length == 0 ? 0 : sorted[Math.max(0, wanted - 1)];
    }
}
