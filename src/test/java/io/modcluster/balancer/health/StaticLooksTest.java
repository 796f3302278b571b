package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.options.BalancerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StaticLooksTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int TICK = 250;

    @Test
    void each_node_has_its_turn_once_in_a_period_and_never_many_at_once() {
        List<JvmRoute> routes = routes(100);
        StaticLooks looks = new StaticLooks(routes, PERIOD, 5_000);

        List<JvmRoute> due = new ArrayList<>();
        for (int tick = 1; tick <= 40; tick++) {
            List<JvmRoute> now = looks.due(5_000 + tick * TICK);
            assertThat(now).hasSizeBetween(2, 3);
            due.addAll(now);
        }
        assertThat(due).isEqualTo(routes);
    }

    @Test
    void one_node_is_looked_at_every_period() {
        StaticLooks looks = new StaticLooks(routes(1), PERIOD, 0);

        List<Integer> ticks = IntStream.rangeClosed(1, 120)
                .filter(tick -> !looks.due((long) tick * TICK).isEmpty())
                .boxed()
                .toList();
        assertThat(ticks).containsExactly(40, 80, 120);
    }

    @Test
    void after_a_long_pause_nobody_is_looked_at_twice_and_a_clock_that_goes_back_does_no_harm() {
        StaticLooks looks = new StaticLooks(routes(3), PERIOD, 0);

        assertThat(looks.due(3_600_000)).containsExactlyElementsOf(routes(3));
        assertThat(looks.due(0)).isEmpty();
        assertThat(looks.due(10_000)).containsExactlyElementsOf(routes(3));
    }

    @Test
    void without_static_nodes_there_is_nothing_to_do() {
        StaticLooks looks = StaticLooks.of(new BalancerOptions(), 0);

        assertThat(looks.due(60_000)).isEmpty();
        assertThat(looks.without(routes(2))).isEqualTo(routes(2));
    }

    private static List<JvmRoute> routes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new JvmRoute("s" + i)).toList();
    }
}
