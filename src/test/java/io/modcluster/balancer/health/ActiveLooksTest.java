package io.modcluster.balancer.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ActiveLooksTest {
    private static final int TICK = 250;

    private final ActiveLooks looks = new ActiveLooks(10_000, 0, 0);

    @Test
    void a_thousand_nodes_have_their_turn_once_in_a_period_and_never_many_at_once() {
        looks.of(routes(1_000));
        List<JvmRoute> all = new ArrayList<>();
        for (int tick = 1; tick <= 40; tick++) {
            List<JvmRoute> due = looks.due((long) tick * TICK, 64);
            assertThat(due).hasSize(25);
            all.addAll(due);
        }
        assertThat(all).isEqualTo(routes(1_000));
    }

    @Test
    void who_has_to_wait_as_too_many_are_looked_at_is_the_next() {
        looks.of(routes(100));
        assertThat(looks.due(1_000, 3)).isEqualTo(routes(100).subList(0, 3));
        assertThat(looks.due(1_000, 0)).isEmpty();
        assertThat(looks.due(1_000, 64)).isEqualTo(routes(100).subList(3, 10));
    }

    @Test
    void who_comes_new_is_last_and_who_goes_has_no_turn() {
        looks.of(routes(2));
        looks.of(List.of(new JvmRoute("new"), new JvmRoute("n1")));
        assertThat(looks.due(20_000, 64)).containsExactly(new JvmRoute("n1"), new JvmRoute("new"));
        looks.of(Set.of());
        assertThat(looks.due(40_000, 64)).isEmpty();
    }

    @Test
    void after_a_long_pause_nobody_is_looked_at_twice() {
        looks.of(routes(5));
        assertThat(looks.due(3_600_000, 64)).hasSize(5);
        assertThat(looks.due(3_600_000, 64)).isEmpty();
    }

    private static List<JvmRoute> routes(int count) {
        return IntStream.range(0, count).mapToObj(i -> new JvmRoute("n" + i)).toList();
    }
}
