package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import org.junit.jupiter.api.Test;

class ErrorShareTest {
    private static final JvmRoute N1 = new JvmRoute("n1");

    private final ErrorShare errors = new ErrorShare(ReachabilityTrackerTest.RULES);

    @Test
    void a_share_of_failed_requests_is_told_once_with_its_numbers() {
        assertThat(errors.sample(N1, 1_000, 900, 0))
                .as("what was before is not counted")
                .isNull();
        assertThat(errors.sample(N1, 1_019, 919, 1_000)).as("too few to say").isNull();
        assertThat(errors.sample(N1, 1_040, 919, 2_000)).as("19 of 40").isNull();
        assertThat(errors.sample(N1, 1_040, 920, 3_000)).isEqualTo("20 of 40 requests failed within 10 s");
        assertThat(errors.sample(N1, 1_041, 921, 4_000)).isNull();
    }

    @Test
    void what_is_longer_ago_does_not_count() {
        errors.sample(N1, 0, 0, 0);
        errors.sample(N1, 19, 19, 1_000);

        assertThat(errors.sample(N1, 40, 21, 11_500)).isNull();
        assertThat(errors.sample(N1, 60, 41, 12_500)).isNotNull();
    }

    @Test
    void it_is_off_unless_configured() {
        ErrorShare off = new ErrorShare(new HealthRules(1_000, 30_000, 1, 3, 50, 0, 20));
        assertThat(off.isDue(0)).isFalse();
        assertThat(off.isDue(1_000_000)).isFalse();
        assertThat(errors.isDue(0)).isTrue();
        assertThat(errors.isDue(999)).isFalse();
        assertThat(errors.isDue(1_000)).isTrue();
    }
}
