package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.MemberPlan;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Members that cannot reach each other when they start. */
@Tag("long")
@Timeout(240)
final class JoinLaterIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(30);

    @Test
    @DisplayName("F-12 a member that reaches nobody at its start warns, serves, and joins later; both keep their nodes")
    void two_that_started_alone_become_one_without_losing_a_table() throws IOException {
        List<MemberPlan> plans = ClusterOfProcesses.plansOnLoopback(2);
        try (ManyNodes nodes = ManyNodes.start(2, 2);
                MemberProcess first = MemberProcess.start(plans.get(0))) {
            long start = System.nanoTime();
            first.waitUntilReady();
            log.info("F-12 nobody there: ready alone {} after its start", since(start));
            assertServesAlone(first, nodes, 0);

            // takes connections and says nothing: the most that a start has to wait for
            first.freeze();
            long second = System.nanoTime();
            try (MemberProcess alone = MemberProcess.start(plans.get(1))) {
                alone.waitUntilReady();
                log.info("F-12 one there that is frozen: ready alone {} after its start", since(second));
                assertServesAlone(alone, nodes, 1);
                assertThat(Tables.get(alone, nodes.context(0, 1)))
                        .as("what only the other knows")
                        .isEqualTo(404);

                first.thaw();
                Duration equal = Tables.untilEqual(List.of(first, alone), EQUAL_BOUND);
                log.info("F-12 tables equal {} after they could reach each other", equal);
                assertThat(Tables.rows(Tables.of(first), "Node")).isEqualTo(2);
                for (MemberProcess member : List.of(first, alone)) {
                    for (int node = 0; node < 2; node++) {
                        assertThat(Tables.get(member, nodes.context(node, 1)))
                                .as("node %s at %s", node, member.name())
                                .isEqualTo(200);
                    }
                }
            }
        }
    }

    private static void assertServesAlone(MemberProcess member, ManyNodes nodes, int node) throws IOException {
        assertThat(Files.readString(member.log())).contains("cluster alone");
        assertThat(Tables.readiness(member)).isEqualTo(200);
        nodes.register(member.mcmp(), node, node + 1);
        assertThat(Tables.get(member, nodes.context(node, 1))).isEqualTo(200);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
