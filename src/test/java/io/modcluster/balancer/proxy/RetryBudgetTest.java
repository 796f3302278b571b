package io.modcluster.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
    private final RetryBudget budget = new RetryBudget(20, 0);

    @Test
    void some_requests_a_second_may_be_sent_again_however_few_there_were_and_all_at_once() {
        RetryBudget reserved = new RetryBudget(20, 3);
        reserved.requested(0);

        assertThat(IntStream.range(0, 50).filter(i -> reserved.take(0)).count()).isEqualTo(30);
        assertThat(reserved.take(9_999)).isFalse();
        assertThat(reserved.take(10_000)).isTrue();
    }

    @Test
    void a_share_of_the_requests_of_the_last_ten_seconds_may_be_sent_again() {
        requested(1_000, 5_000);

        assertThat(take(1_000, 5_900)).isEqualTo(200);
        requested(500, 9_000);
        assertThat(take(1_000, 14_999)).isEqualTo(100);
    }

    @Test
    void what_was_longer_ago_does_not_count() {
        requested(1_000, 5_000);
        assertThat(take(1_000, 5_000)).isEqualTo(200);

        requested(100, 15_000);
        assertThat(take(1_000, 15_000)).isEqualTo(20);
    }

    @Test
    void after_a_long_pause_and_after_a_clock_that_goes_back_counts_are_right() {
        requested(1_000, 5_000);
        requested(50, 3_600_000);
        assertThat(take(1_000, 3_600_000)).isEqualTo(10);

        requested(50, 1_000);
        assertThat(take(1_000, 1_000)).isEqualTo(10);
        requested(100, 3_601_000);
        assertThat(take(1_000, 3_601_000)).isEqualTo(20);
    }

    @Test
    void in_an_outage_of_everything_the_requests_that_come_twice_stay_a_share() {
        int again = 0;
        for (int millis = 0; millis < 60_000; millis++) {
            budget.requested(millis);
            again += budget.take(millis) ? 1 : 0;
        }
        assertThat(again).isBetween(60_000 / 5 - 600, 60_000 / 5);
    }

    private void requested(int count, long nowMillis) {
        IntStream.range(0, count).forEach(i -> budget.requested(nowMillis));
    }

    private long take(int count, long nowMillis) {
        return IntStream.range(0, count).filter(i -> budget.take(nowMillis)).count();
    }
}
