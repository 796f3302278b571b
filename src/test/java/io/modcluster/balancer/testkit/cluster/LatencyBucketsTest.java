package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LatencyBucketsTest {
    @Test
    void percentiles_are_right_to_three_percent_over_all_sizes() {
        for (long unit : new long[] {1, 100, 12_345, 1_000_000, 1_000_000_000}) {
            LatencyBuckets buckets = new LatencyBuckets();
            for (int i = 1; i <= 1000; i++) {
                buckets.record(i * unit);
            }
            assertThat(buckets.count()).isEqualTo(1000);
            assertThat(buckets.percentile(100)).isEqualTo(Duration.ofNanos(1000 * unit));
            for (int percent : new int[] {1, 50, 90, 99}) {
                long exact = 10 * unit * percent;
                assertThat(buckets.percentile(percent).toNanos()).isBetween(exact, exact + exact / 32 + 1);
            }
        }
    }

    @Test
    void sums_are_as_if_all_had_been_recorded_in_one() {
        LatencyBuckets one = new LatencyBuckets();
        LatencyBuckets other = new LatencyBuckets();
        one.record(5);
        other.record(7);
        other.record(-1);
        one.add(other);

        assertThat(one.count()).isEqualTo(3);
        assertThat(one.percentile(1)).isEqualTo(Duration.ZERO);
        assertThat(one.percentile(100)).isEqualTo(Duration.ofNanos(7));
        assertThat(new LatencyBuckets().percentile(99)).isEqualTo(Duration.ZERO);
    }
}
