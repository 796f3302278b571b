package io.modcluster.balancer.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerPlanTest {
    @Test
    void without_arguments_everything_is_measured() {
        assertThat(PeerPlan.of("").cases()).containsExactly(PeerPlan.FULL);
    }

    @Test
    void quick_is_shorter_and_arguments_win() {
        PeerPlan plan = PeerPlan.of("rounds=5", "quick", "proxies=us,nginx");

        assertThat(plan.rounds()).isEqualTo(5);
        assertThat(plan.measured()).isEqualTo(Duration.ofSeconds(1));
        assertThat(plan.proxies()).containsExactly("us", "nginx");
    }

    @Test
    void the_guard_compares_with_peers_only_unless_everything_is_measured() {
        assertThat(PeerPlan.of("guard", "13b").proxies()).containsExactly("us", "undertow", "nginx", "haproxy");
        assertThat(PeerPlan.of("guard-update").rounds()).isEqualTo(6);
        assertThat(PeerPlan.of("full", "guard-update").proxies()).contains("pipe");
    }

    @Test
    void another_build_has_its_own_classes_options_and_jvm() {
        PeerPlan plan = PeerPlan.of(
                "13b",
                "proxies=us,old",
                "old.classes=/there/a.jar",
                "old.set=a.b=1,c.d=2",
                "old.jvm=-Xmx1g,-XX:+UseSerialGC");

        assertThat(PeerPlan.isUs("old")).isTrue();
        assertThat(PeerPlan.isUs("undertow")).isFalse();
        assertThat(plan.balancer("old"))
                .isEqualTo(new BalancerProxy(
                        "old", "/there/a.jar", Map.of("a.b", "1", "c.d", "2"), List.of("-Xmx1g", "-XX:+UseSerialGC")));
    }

    @Test
    void what_is_wrong_is_told() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerPlan.of("round=5"))
                .withMessageContaining("[round]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeerPlan.of("rounds=0").rounds())
                .withMessage("rounds: \"0\" (expected: 1..999999)");
    }
}
