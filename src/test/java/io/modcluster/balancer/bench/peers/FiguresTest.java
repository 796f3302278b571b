package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FiguresTest {
    private static final Offset<Double> NEARLY = Offset.offset(1e-9);

    private static Figures figures(String proxy, int round, double cpu, double foreign) {
        LoadResult load = new LoadResult(2000, 2, 0, 500, 1500, 2500);
        return new Figures("13b", proxy, round, load, cpu / 4, cpu * 3 / 4, 50 << 20, -1, -1, foreign);
    }

    @Test
    void a_ratio_is_that_of_the_medians_and_its_bounds_are_of_the_same_round() {
        Ratios ratios = Ratios.of(
                List.of(figures("us", 1, 30, 0), figures("us", 2, 20, 0), figures("us", 3, 22, 0)),
                List.of(figures("nginx", 2, 20, 0), figures("nginx", 1, 10, 0), figures("nginx", 4, 1, 0)));

        assertThat(ratios).isEqualTo(new Ratios(1, 2.2, 3));
        assertThat(ratios).hasToString("1.00 2.20 3.00");
    }

    @Test
    void without_a_common_round_there_is_no_ratio() {
        assertThat(Ratios.of(List.of(), List.of(figures("nginx", 1, 10, 0))).isKnown())
                .isFalse();
    }

    @Test
    void the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assertThat(Ratios.median(new double[] {1, 2, 4, 9})).isEqualTo(3);
        assertThat(Ratios.median(new double[] {1, 2, 9})).isEqualTo(2);
        assertThat(Ratios.median(new double[0])).isNaN();
    }

    @Test
    void the_table_has_a_line_for_each_case_and_proxy_and_tells_disturbed_rounds() {
        String table =
                Table.of(List.of(figures("us", 1, 30, 0), figures("nginx", 1, 10, 0.5), figures("nginx", 2, 10, 0.05)));

        assertThat(table.lines()).hasSize(3);
        assertThat(table.lines().skip(1).map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "13b us 1000 0.50 1.50 2.50 30.0 7.5 22.5 50 - 0 - - 1.00 1.00 1.00",
                        "13b nginx 1000 0.50 1.50 2.50 10.0 2.5 7.5 50 - 0 - - 3.00 3.00 3.00 (1 of 2 rounds disturbed)");
    }

    @Test
    void the_manual_has_one_name_for_a_case_and_figures_of_nodes_apart() {
        LoadResult load = new LoadResult(2000, 1, 0, 500, 1500, 2500);
        Figures node = new Figures("tomcat-ajp", "raw", 1, load, 1, 2, 1, -1, 20, 0);

        assertThat(ManualTables.of(List.of(figures("us", 1, 30, 0), figures("undertow", 1, 60, 0), node))
                        .lines()
                        .filter(line -> !line.isEmpty()))
                .containsExactly(
                        "|===",
                        "|Case |Proxy |CPU µs |p50 ms |p99 ms |B |CPU of ours / of it",
                        "|`13b` |ours |30.0 (7.5 22.5) |0.50 |1.50 | |",
                        "||Undertow |60.0 (15.0 45.0) |0.50 |1.50 | |0.50 0.50 0.50",
                        "|`tomcat-ajp` |raw |3.0 (1.0 2.0) |0.50 |1.50 | |-",
                        "|===",
                        "|===",
                        "| | |requests/s |CPU µs |CPU of the node µs |p99 ms",
                        "|`tomcat-ajp` |raw |2,000 |3.0 |20.0 |1.50",
                        "|===");
    }

    @Test
    void what_others_and_the_host_took_disturbs() {
        Duration capacity = Duration.ofSeconds(4);

        assertThat(Disturbance.share(capacity, Duration.ofSeconds(3), Duration.ofMillis(100), Duration.ofMillis(2700)))
                .isEqualTo(0.1, NEARLY);
        assertThat(Disturbance.share(capacity, Duration.ofSeconds(2), Duration.ZERO, Duration.ofMillis(2050)))
                .isZero();
        assertThat(Disturbance.isTooMuch(0.1)).isFalse();
        assertThat(Disturbance.isTooMuch(0.11)).isTrue();
    }

    @Test
    void what_the_threads_of_a_jvm_allocated_is_added_up() {
        assertThat(
                        HeapBytes.of(
                                """
                        "main" #1 prio=5 os_prio=0 cpu=1.0ms elapsed=2s allocated=2K defined_classes=1 tid=0x1 waiting
                           java.lang.Thread.State: WAITING (parking)
                        "vert.x" #2 prio=5 os_prio=0 cpu=1.0ms elapsed=2s allocated=3M defined_classes=1 tid=0x2 runnable
                        "GC Thread#0" os_prio=0 cpu=1.0ms elapsed=2s tid=0x3 runnable
                        """))
                .isEqualTo(3 * 1024 * 1024 + 2 * 1024);
        assertThat(HeapBytes.of("Full thread dump")).isNegative();
    }

    @Test
    void the_result_of_wrk_is_its_line_of_json() {
        LoadResult result = LoadResult.ofWrk(
                """
                Running 2s test
                  64 connections
                {"requests":1000,"micros":2000000,"errors":3,"p50":700,"p99":1900,"p999":4000}
                """);

        assertThat(result).isEqualTo(new LoadResult(1000, 2, 3, 700, 1900, 4000));
        assertThat(result.perSecond()).isEqualTo(500);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadResult.ofWrk("unable to connect"))
                .withMessageContaining("unable to connect");
    }
}
