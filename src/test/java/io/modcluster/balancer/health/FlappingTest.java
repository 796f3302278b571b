package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Scheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.Test;

/** A node that comes and goes by a script, looked at as health does, on a clock of its own: how often it changes its state. */
class FlappingTest {
    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final NodeAddress HERE = new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081);
    private static final int TICK = 250;
    private static final long TEN_MINUTES = 600_000;

    private final List<Long> outs = new ArrayList<>();
    private final List<Long> ins = new ArrayList<>();

    @Test
    void a_node_that_comes_and_goes_all_the_time_changes_its_state_once_in_a_window_that_grows() {
        flap(now -> now / 100 % 2 == 0);

        // 0.5 s, then 1, 2, 4 … 30 s: six to come to the longest, and then twenty in ten minutes
        assertThat(outs).hasSizeLessThan(30);
        eachStayedOutForItsWindow();
    }

    @Test
    void whatever_the_script_no_window_has_more_than_one_way_back_in() {
        for (int n = 0; n < 200; n++) {
            long seed = n;
            Random random = new Random(seed);
            long period = 50L + random.nextInt(20_000);
            double up = random.nextDouble();
            outs.clear();
            ins.clear();

            flap(now -> new Random(seed * 31 + now / period).nextDouble() < up);

            eachStayedOutForItsWindow();
            assertThat(outs).as("seed " + seed).hasSizeLessThan(40);
        }
    }

    @Test
    void a_node_that_restarts_now_and_then_is_back_at_once() {
        flap(now -> now % 120_000 > 2_000);

        assertThat(outs).hasSize(5);
        for (int i = 0; i < outs.size(); i++) {
            assertThat(ins.get(i) - outs.get(i)).isLessThan(4_500);
        }
    }

    private void eachStayedOutForItsWindow() {
        for (int i = 1; i < ins.size(); i++) {
            boolean recent = outs.get(i) - ins.get(i - 1) <= HealthRules.FORGET_MILLIS;
            long window = recent ? 1_000 : 0;
            assertThat(ins.get(i) - outs.get(i)).isGreaterThanOrEqualTo(window);
            assertThat(ins.get(i) - ins.get(i - 1)).isGreaterThanOrEqualTo(window);
        }
        // all in any half minute, once the window is at its longest
        for (int i = 7; i < ins.size(); i++) {
            if (outs.get(i) - ins.get(i - 7) <= HealthRules.FORGET_MILLIS) {
                assertThat(ins.get(i) - outs.get(i)).isGreaterThanOrEqualTo(30_000);
            }
        }
    }

    /** A request each tick while it is up, and looks when they are due: the node refuses or answers as the script says. */
    private void flap(LongPredicate script) {
        ReachabilityTracker tracker = new ReachabilityTracker(ReachabilityTrackerTest.RULES);
        for (long now = 0; now < TEN_MINUTES; now += TICK) {
            boolean answers = script.test(now);
            if (tracker.faultOf(N1) == null) {
                if (!answers && tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", now)) {
                    outs.add(now);
                }
            } else if (!tracker.due(now).isEmpty()) {
                if (!answers) {
                    tracker.failed(N1, HERE, Cause.UNREACHABLE, "refused", now);
                } else if (tracker.answered(N1, now)) {
                    ins.add(now);
                }
            }
        }
    }
}
