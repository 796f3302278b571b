package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void what_still_falls_is_not_warm() {
        assertThat(WarmUp.isSteady(List.of(90.0, 50.0, 30.0, 25.0))).isFalse();
        assertThat(WarmUp.isSteady(List.of(20.0, 20.0, 19.0, 19.0))).isFalse();
    }

    @Test
    void what_rises_is_compiled_anew() {
        assertThat(WarmUp.isSteady(List.of(20.0, 20.0, 20.0, 25.0))).isFalse();
    }

    @Test
    void what_stays_is_warm() {
        assertThat(WarmUp.isSteady(List.of(90.0, 20.0, 20.0, 19.9, 19.8))).isTrue();
        assertThat(WarmUp.isSteady(List.of(20.0, 20.0, 20.2, 20.3))).isTrue();
    }

    @Test
    void a_few_turns_tell_nothing() {
        assertThat(WarmUp.isSteady(List.of(20.0, 20.0, 20.0))).isFalse();
    }
}
