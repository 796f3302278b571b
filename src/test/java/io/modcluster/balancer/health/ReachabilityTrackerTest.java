package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.Reachability;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachabilityTrackerTest {
    static final HealthRules RULES = new HealthRules(1_000, 30_000, 1, 3, 50, 50, 20);
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final NodeAddress HERE = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081);
    private static final NodeAddress ELSEWHERE = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8082);

    private final ReachabilityTracker tracker = new ReachabilityTracker(RULES);

    @Test
    void a_first_failure_puts_a_node_in_error_with_reason_and_time() {
        assertThat(tracker.failed(N1, HERE, Cause.UNREACHABLE, "connection refused", 1_000))
                .isTrue();

        assertThat(tracker.faultOf(N1)).isEqualTo(new Reachability.Fault("connection refused", 1_000, 1_000, 1));
    }

    @Test
    void further_failures_keep_the_time_of_the_first_and_count() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "connection refused", 1_000);

        assertThat(tracker.failed(N1, HERE, Cause.UNREACHABLE, "no answer", 3_000))
                .isFalse();
        assertThat(tracker.faultOf(N1)).isEqualTo(new Reachability.Fault("no answer", 1_000, 3_000, 2));
    }

    @Test
    void an_answer_clears_the_error_once() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "connection refused", 1_000);

        assertThat(tracker.answered(N1, 1_000)).isTrue();
        assertThat(tracker.answered(N1, 1_000)).isFalse();
        assertThat(tracker.snapshot(1_000)).isEqualTo(Reachability.ALL_UP);
    }

    @Test
    void the_pause_before_the_next_look_doubles_up_to_its_bound() {
        long now = 0;
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", now);
        assertThat(tracker.due(ReachabilityTracker.MIN_PAUSE_MILLIS - 1)).isEmpty();
        assertThat(tracker.due(ReachabilityTracker.MIN_PAUSE_MILLIS)).containsExactly(N1);

        for (int i = 0; i < 70; i++) {
            now += ReachabilityTracker.MAX_PAUSE_MILLIS;
            tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", now);
        }
        assertThat(tracker.due(now + ReachabilityTracker.MAX_PAUSE_MILLIS - 1)).isEmpty();
        assertThat(tracker.due(now + ReachabilityTracker.MAX_PAUSE_MILLIS)).containsExactly(N1);
    }

    @Test
    void requests_that_fail_at_once_do_not_put_the_next_look_off() {
        for (int i = 0; i < 100; i++) {
            tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", i);
        }
        assertThat(tracker.due(ReachabilityTracker.MIN_PAUSE_MILLIS)).containsExactly(N1);
        assertThat(tracker.faultOf(N1)).isEqualTo(new Reachability.Fault("x", 0, 99, 100));
    }

    @Test
    void a_node_that_comes_back_elsewhere_starts_clean() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", 1_000);

        assertThat(tracker.keepOnly(route -> true, Map.of(N1, HERE))).isFalse();
        assertThat(tracker.keepOnly(route -> true, Map.of(N1, ELSEWHERE))).isTrue();
        assertThat(tracker.faultOf(N1)).isNull();
    }

    @Test
    void a_failure_at_a_new_address_is_a_first_one() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", 1_000);

        assertThat(tracker.failed(N1, ELSEWHERE, Cause.UNREACHABLE, "y", 2_000)).isTrue();
        assertThat(tracker.faultOf(N1)).isEqualTo(new Reachability.Fault("y", 2_000, 2_000, 1));
    }

    @Test
    void nodes_are_dead_when_their_first_failure_is_old_enough() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", 1_000);
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "x", 9_000);

        assertThat(tracker.silentSince(999)).isEmpty();
        assertThat(tracker.silentSince(1_000)).containsExactly(N1);
    }

    @Test
    void who_fails_again_soon_is_out_for_a_time_that_doubles_whatever_looks_say() {
        long now = 0;
        long[] holds = {0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};
        for (long hold : holds) {
            tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", now);
            if (hold > 0) {
                assertThat(tracker.answered(N1, now + hold - 1))
                        .as("after " + (hold - 1))
                        .isFalse();
            }
            assertThat(tracker.answered(N1, now + hold)).as("after " + hold).isTrue();
            now += hold + 100;
        }
    }

    @Test
    void who_was_up_for_a_minute_has_no_past_and_neither_has_who_comes_elsewhere() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 0);
        tracker.answered(N1, 10);
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 60_011);
        assertThat(tracker.answered(N1, 60_012)).isTrue();

        tracker.failed(N1, ELSEWHERE, Cause.UNREACHABLE, "refused", 60_013);
        assertThat(tracker.answered(N1, 60_014)).isTrue();
    }

    @Test
    void who_is_held_out_though_it_answers_is_better_than_nobody_and_not_dead() {
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 0);
        tracker.answered(N1, 0);
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 10);
        assertThat(tracker.snapshot(10).doubtful()).isEmpty();
        assertThat(tracker.silentSince(10)).containsExactly(N1);

        tracker.answered(N1, 20);
        assertThat(tracker.snapshot(20).doubtful()).containsExactly(N1);
        assertThat(tracker.silentSince(1_000_000)).isEmpty();

        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 30);
        assertThat(tracker.snapshot(30).doubtful()).isEmpty();
        assertThat(tracker.silentSince(29)).isEmpty();
        assertThat(tracker.silentSince(30)).containsExactly(N1);
    }

    @Test
    void so_many_good_looks_take_a_node_back_and_so_many_bad_ones_take_it_out() {
        ReachabilityTracker careful = new ReachabilityTracker(new HealthRules(1_000, 30_000, 2, 3, 50, 0, 20));
        assertThat(careful.missed(N1)).isFalse();
        assertThat(careful.missed(N1)).isFalse();
        careful.answered(N1, 0);
        assertThat(careful.missed(N1)).isFalse();
        assertThat(careful.missed(N1)).isFalse();
        assertThat(careful.missed(N1)).isTrue();

        careful.failed(N1, HERE, Cause.BAD_LOOK, "no answer", 0);
        assertThat(careful.answered(N1, 10)).isFalse();
        careful.failed(N1, HERE, Cause.BAD_LOOK, "no answer", 20);
        assertThat(careful.answered(N1, 30)).isFalse();
        assertThat(careful.answered(N1, 40)).isTrue();
    }

    @Test
    void who_is_out_for_errors_comes_back_by_a_request_that_succeeds_and_by_nothing_else() {
        tracker.failed(N1, HERE, Cause.ERRORS, "30 of 40", 0);
        assertThat(tracker.silentSince(60_000)).isEmpty();
        assertThat(tracker.answered(N1, 60_000)).isFalse();
        assertThat(tracker.due(60_001)).isEmpty();
        assertThat(tracker.hasTrial(999)).isFalse();
        assertThat(tracker.snapshot(1_000).onTrial()).containsExactly(N1);
        assertThat(tracker.silentSince(60_000)).isEmpty();

        tracker.failed(N1, HERE, Cause.ERRORS, "broke", 1_000);
        assertThat(tracker.hasTrial(2_999)).isFalse();
        assertThat(tracker.hasTrial(3_000)).isTrue();
        assertThat(tracker.passed(N1, 3_000)).isTrue();
        assertThat(tracker.snapshot(3_000)).isEqualTo(Reachability.ALL_UP);
    }

    @Test
    void trials_of_several_event_loops_that_fail_together_are_one() {
        tracker.failed(N1, HERE, Cause.ERRORS, "30 of 40", 0);
        for (int eventLoop = 0; eventLoop < 8; eventLoop++) {
            tracker.failed(N1, HERE, Cause.ERRORS, "broke", 1_000 + eventLoop);
        }

        assertThat(tracker.hasTrial(3_006)).isFalse();
        assertThat(tracker.hasTrial(3_007)).isTrue();
    }

    @Test
    void who_refuses_connections_after_errors_comes_back_by_a_look() {
        tracker.failed(N1, HERE, Cause.ERRORS, "30 of 40", 0);
        tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", 10);

        assertThat(tracker.snapshot(60_000).doubtful()).isEmpty();
        assertThat(tracker.hasTrial(60_000)).isFalse();
        assertThat(tracker.answered(N1, 60_000)).isTrue();
    }
}
