package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.Reachability;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachabilityTrackerTest {
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final NodeAddress HERE = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081);
    private static final NodeAddress ELSEWHERE = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8082);

    private final ReachabilityTracker tracker = new ReachabilityTracker();

    @Test
    void a_first_failure_puts_a_node_in_error_with_reason_and_time() {
        assertThat(tracker.failed(N1, HERE, "connection refused", 1_000)).isTrue();

        assertThat(tracker.snapshot().faultOf(N1))
                .isEqualTo(new Reachability.Fault("connection refused", 1_000, 1_000, 1));
    }

    @Test
    void further_failures_keep_the_time_of_the_first_and_count() {
        tracker.failed(N1, HERE, "connection refused", 1_000);

        assertThat(tracker.failed(N1, HERE, "no answer", 3_000)).isFalse();
        assertThat(tracker.snapshot().faultOf(N1)).isEqualTo(new Reachability.Fault("no answer", 1_000, 3_000, 2));
    }

    @Test
    void an_answer_clears_the_error_once() {
        tracker.failed(N1, HERE, "connection refused", 1_000);

        assertThat(tracker.answered(N1)).isTrue();
        assertThat(tracker.answered(N1)).isFalse();
        assertThat(tracker.snapshot()).isEqualTo(Reachability.ALL_UP);
    }

    @Test
    void the_pause_before_the_next_look_doubles_up_to_its_bound() {
        long now = 0;
        tracker.failed(N1, HERE, "x", now);
        assertThat(tracker.due(ReachabilityTracker.MIN_PAUSE_MILLIS - 1)).isEmpty();
        assertThat(tracker.due(ReachabilityTracker.MIN_PAUSE_MILLIS)).containsExactly(N1);

        for (int i = 0; i < 70; i++) {
            tracker.failed(N1, HERE, "x", now);
        }
        assertThat(tracker.due(now + ReachabilityTracker.MAX_PAUSE_MILLIS - 1)).isEmpty();
        assertThat(tracker.due(now + ReachabilityTracker.MAX_PAUSE_MILLIS)).containsExactly(N1);
    }

    @Test
    void a_node_that_comes_back_elsewhere_starts_clean() {
        tracker.failed(N1, HERE, "x", 1_000);

        assertThat(tracker.keepOnly(Map.of(N1, HERE))).isFalse();
        assertThat(tracker.keepOnly(Map.of(N1, ELSEWHERE))).isTrue();
        assertThat(tracker.snapshot().faultOf(N1)).isNull();
    }

    @Test
    void a_failure_at_a_new_address_is_a_first_one() {
        tracker.failed(N1, HERE, "x", 1_000);

        assertThat(tracker.failed(N1, ELSEWHERE, "y", 2_000)).isTrue();
        assertThat(tracker.snapshot().faultOf(N1)).isEqualTo(new Reachability.Fault("y", 2_000, 2_000, 1));
    }

    @Test
    void nodes_are_dead_when_their_first_failure_is_old_enough() {
        tracker.failed(N1, HERE, "x", 1_000);
        tracker.failed(N1, HERE, "x", 9_000);

        assertThat(tracker.inErrorSince(999)).isEmpty();
        assertThat(tracker.inErrorSince(1_000)).containsExactly(N1);
    }
}
