package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.bench.peers.RatioGuard.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RatioGuardTest {
    private static Figures figures(String proxy, double cpu, double foreign) {
        return new Figures("13b", proxy, 1, new LoadResult(1, 1, 0, 1, 1, 1), cpu, 0, 1, -1, -1, foreign);
    }

    @Test
    void worse_by_16_percent_is_too_much_and_by_14_percent_is_not() {
        Verdict verdict = RatioGuard.check(
                Map.of("13b.nginx", 2.0, "post.nginx", 2.0), Map.of("13b.nginx", 2.32, "post.nginx", 2.28));

        assertThat(verdict.worse()).containsExactly("13b.nginx: 2.32 (recorded: 2.00)");
        assertThat(verdict.kept()).containsExactly("post.nginx: 2.28 (recorded: 2.00)");
        assertThat(verdict.skipped()).isEmpty();
        assertThat(verdict.isGood()).isFalse();
    }

    @Test
    void a_guard_that_could_compare_nothing_is_not_content() {
        assertThat(RatioGuard.check(Map.of("13b.nginx", 2.0), Map.of("post.nginx", 1.0))
                        .isGood())
                .isFalse();
        assertThat(RatioGuard.check(Map.of("13b.nginx", 2.0), Map.of("13b.nginx", 2.0))
                        .isGood())
                .isTrue();
    }

    @Test
    void better_is_kept() {
        assertThat(RatioGuard.check(Map.of("13b.nginx", 2.0), Map.of("13b.nginx", 0.5))
                        .worse())
                .isEmpty();
    }

    @Test
    void a_peer_that_is_not_here_is_told() {
        assertThat(RatioGuard.check(Map.of("13b.nginx", 2.0), Map.of()).skipped())
                .containsExactly("13b.nginx: not measured (recorded: 2.00)");
    }

    @Test
    void ratios_are_to_peers_and_of_rounds_that_were_not_disturbed() {
        assertThat(RatioGuard.ratios(List.of(
                        figures("us", 30, 0),
                        figures("old", 10, 0),
                        figures("raw", 5, 0),
                        figures("nginx", 15, 0),
                        figures("haproxy", 1, 0.9))))
                .isEqualTo(Map.of("13b.nginx", 2.0));
    }

    @Test
    void rounds_that_something_made_dearer_do_not_count_and_slow_code_does() {
        List<Figures> rounds = new ArrayList<>();
        for (double cpu : new double[] {10, 90, 10, 70, 10}) {
            rounds.add(figures("us", cpu, 0));
            rounds.add(figures("nginx", 10, 0));
        }
        assertThat(RatioGuard.ratios(rounds)).isEqualTo(Map.of("13b.nginx", 1.0));

        rounds.replaceAll(each -> each.proxy().equals("us") ? figures("us", 3 * each.cpu(), 0) : each);
        assertThat(RatioGuard.ratios(rounds)).isEqualTo(Map.of("13b.nginx", 3.0));
    }

    @Test
    void cases_that_seem_worse_are_looked_at_again() {
        assertThat(RatioGuard.suspects(RatioGuard.check(
                        Map.of("13b.nginx", 1.0, "post.nginx", 1.0), Map.of("13b.nginx", 2.0, "post.nginx", 1.0))))
                .containsExactly("13b");
    }

    @Test
    void what_is_written_is_read(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bench").resolve("ratios.properties");
        RatioGuard.write(file, Map.of("13b.nginx", 2.0, "1m.nginx", 1.5));
        RatioGuard.write(file, Map.of("13b.nginx", 1.234));

        assertThat(RatioGuard.read(file)).isEqualTo(Map.of("13b.nginx", 1.23, "1m.nginx", 1.5));
        assertThat(RatioGuard.read(file, Set.of("1m", "post"))).isEqualTo(Map.of("1m.nginx", 1.5));
    }
}
