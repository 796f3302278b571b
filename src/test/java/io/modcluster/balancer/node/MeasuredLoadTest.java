package io.modcluster.balancer.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredLoadTest {
    @ParameterizedTest
    @CsvSource({"0,100", "0.25,75", "0.999,1", "1,1", "7,1", "-1,100", "NaN,100"})
    void a_share_in_use_leaves_the_rest_and_never_makes_a_hot_standby(double used, int load) {
        assertThat(new MeasuredLoad().with(() -> used, 1).load()).isEqualTo(load);
    }

    @Test
    void measures_count_by_their_weights() {
        MeasuredLoad load = new MeasuredLoad().with(() -> 1, 1).with(() -> 0, 3);
        assertThat(load.load()).isEqualTo(75);
    }

    @Test
    void the_past_counts_half_with_each_period() {
        double[] used = {1};
        MeasuredLoad load = new MeasuredLoad().with(() -> used[0], 1);
        assertThat(load.load()).isEqualTo(1);
        used[0] = 0;
        assertThat(load.load()).as("0 and 1/2 of 1 1/2").isEqualTo(67);
        assertThat(load.load()).as("0, 0 and 1/4 of 1 3/4").isEqualTo(86);
    }

    @Test
    void what_lies_beyond_the_history_is_forgotten() {
        double[] used = {1};
        MeasuredLoad load = new MeasuredLoad(1, 1).with(() -> used[0], 1);
        load.load();
        used[0] = 0;
        assertThat(load.load()).isEqualTo(50);
        assertThat(load.load()).isEqualTo(100);
    }

    @Test
    void a_measure_that_fails_is_left_out_and_when_all_do_the_failure_is_told() {
        LoadMetric broken = () -> {
            throw new IllegalStateException("broken");
        };
        assertThat(new MeasuredLoad().with(broken, 9).with(() -> 0.5, 1).load()).isEqualTo(50);
        assertThatThrownBy(() -> new MeasuredLoad().with(broken, 1).load()).hasMessage("broken");
        assertThatThrownBy(() -> new MeasuredLoad().load()).hasMessage("nothing is measured");
    }

    @Test
    void values_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> new MeasuredLoad(-1, 2)).hasMessageContaining("history: -1");
        assertThatThrownBy(() -> new MeasuredLoad(0, 0.5)).hasMessageContaining("decay: 0.5");
        assertThatThrownBy(() -> new MeasuredLoad().with(() -> 0, 0)).hasMessageContaining("weight: 0");
        assertThatThrownBy(() -> LoadMetric.inFlight(new InFlight(), 0)).hasMessageContaining("capacity: 0");
        assertThatThrownBy(() -> LoadProvider.fixed(101)).hasMessageContaining("101");
    }

    @Test
    void cpu_and_heap_are_measured_here() {
        assertThat(LoadMetric.heap().used()).isBetween(0.0, 1.0);
        assertThat(LoadMetric.cpu().used()).isLessThanOrEqualTo(1.0);
        assertThat(LoadProvider.fixed(7).load()).isEqualTo(7);
    }
}
