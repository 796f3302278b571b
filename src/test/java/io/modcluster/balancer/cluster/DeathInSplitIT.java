package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.ClusterOnHosts;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Five hosts, four members; members die and one joins while the network is split. */
@Tag("long")
@Timeout(400)
final class DeathInSplitIT {
    private static final Duration DETECTION_BOUND = Duration.ofSeconds(15);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(30);

    /** The members at first; the first of each side is the oldest there. */
    private static final List<Integer> ONE_SIDE = List.of(0, 1);

    private static final int LATE = 4;
    private static final int AT_FIRST = 6;
    private static final int NODES = 10;
    private static final Logger log = LoggerFactory.getLogger("figures");

    @Test
    @DisplayName("F-07 members that die or join in a split lose nothing that either side was told")
    void whoever_dies_or_joins_in_a_split_nothing_is_lost() throws Exception {
        try (ClusterOnHosts cluster = ClusterOnHosts.start(5, 4, NODES, 2, AT_FIRST, plan -> plan)) {
            MemberLog oldestOfOneSide = MemberLog.fromNowOn(cluster.member(0));
            MemberLog oldestOfTheOther = MemberLog.fromNowOn(cluster.member(2));
            cluster.hosts().split(ONE_SIDE);
            register(cluster, 0, 6);
            register(cluster, 2, 7);
            oldestOfOneSide.await(DETECTION_BOUND, "balancer lost");
            oldestOfTheOther.await(DETECTION_BOUND, "balancer lost");

            // a fourth joins the other side, and knows all of it when it is ready
            cluster.add();
            assertThat(cluster.member(LATE).tell("table").lines()).hasSize(AT_FIRST + 1);
            assertThat(cluster.get(LATE, cluster.nodes().context(7, 1))).isEqualTo(200);

            register(cluster, 0, 8);
            register(cluster, 2, 9);
            await("told within each side")
                    .atMost(EQUAL_BOUND)
                    .until(() -> cluster.knows(1, 8) && cluster.knows(LATE, 9));
            cluster.member(0).kill9();
            cluster.member(2).kill9();
            cluster.tell(1, "DISABLE-APP", 0, 1);
            cluster.tell(3, "STOP-APP", 1, 1);
            cluster.remove(LATE, 2);
            Extent.pass(Extent.seconds(2, 30));
            assertThat(cluster.get(1, cluster.nodes().context(8, 1))).isEqualTo(200);
            assertThat(cluster.get(3, cluster.nodes().context(9, 1))).isEqualTo(200);

            cluster.hosts().unite(ONE_SIDE);
            log.info("tables of the survivors equal {} after the split", cluster.untilEqual(EQUAL_BOUND));
            allIsThere(cluster, List.of(1, 3, LATE));

            // those that died come back and know it all when they are ready
            cluster.member(0).restart();
            cluster.member(2).restart();
            for (int i : List.of(0, 2)) {
                cluster.member(i).waitUntilReady();
                allIsThere(cluster, List.of(i));
            }
            cluster.untilEqual(EQUAL_BOUND);
        }
    }

    private static void allIsThere(ClusterOnHosts cluster, List<Integer> members) {
        for (int i : members) {
            for (int node = 0; node < NODES; node++) {
                assertThat(cluster.knows(i, node))
                        .as("%s knows node-%s", cluster.member(i).name(), node)
                        .isEqualTo(node != 2);
            }
            assertThat(cluster.state(i, 0, 1)).isEqualTo("DISABLED");
            assertThat(cluster.state(i, 1, 1)).isEqualTo("STOPPED");
        }
    }

    private static void register(ClusterOnHosts cluster, int member, int node) {
        cluster.nodes().register(cluster.member(member).mcmp(), node, node + 1);
    }
}
