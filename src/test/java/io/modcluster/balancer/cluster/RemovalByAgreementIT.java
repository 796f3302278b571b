package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.ClusterOnHosts;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three members, some of which cannot reach a node. */
@Timeout(300)
final class RemovalByAgreementIT {
    private static final String REMOVE_AFTER = "1s";

    /** Nodes that are late on a busy machine are not dead; those that are cut off are found so at once. */
    private static final String CHECK_TIMEOUT = "5s";

    private static final Duration DETECTION_BOUND = Duration.ofSeconds(10);

    /** Members that were asked in vain are asked again after 10 s. */
    private static final Duration REMOVAL_BOUND = Duration.ofSeconds(25);

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final List<Integer> ALL = List.of(A, B, C);
    private static final int X = 0;
    private static final int Y = 1;
    private static final int NODES = 3;
    private static final Logger log = LoggerFactory.getLogger("figures");

    @Test
    @DisplayName("§5.3 a node leaves the table for being dead only when every member that can tell agrees")
    void a_node_is_removed_when_nobody_reaches_it_and_nobody_is_missing() throws IOException {
        try (ClusterOnHosts cluster =
                ClusterOnHosts.start(3, NODES, 2, NODES, plan -> plan.with("mcmp.remove-after", REMOVE_AFTER)
                        .with("mcmp.check-timeout", CHECK_TIMEOUT))) {
            whatOneMemberDoesNotReachStays(cluster);
            whatNobodyReachesGoes(cluster);
            whileOneIsMissingNothingGoes(cluster);
        }
    }

    private static void whatOneMemberDoesNotReachStays(ClusterOnHosts cluster) {
        MemberLog ofA = MemberLog.fromNowOn(cluster.member(A));
        cut(cluster, A, X);
        assertThat(get(cluster, A, X)).isEqualTo(503);
        ofA.await(DETECTION_BOUND, "node in error jvmroute=\"" + cluster.nodes().name(X));
        ofA.await(
                DETECTION_BOUND,
                "node not removed jvmroute=\"" + cluster.nodes().name(X));
        Extent.pass(Extent.seconds(3, 30));

        ALL.forEach(i -> assertThat(cluster.knows(i, X)).isTrue());
        assertThat(get(cluster, B, X)).isEqualTo(200);
        assertThat(get(cluster, C, X)).isEqualTo(200);
        heal(cluster, A, X);
        await("A sees the node again").atMost(DETECTION_BOUND).until(() -> get(cluster, A, X) == 200);
    }

    private static void whatNobodyReachesGoes(ClusterOnHosts cluster) {
        ALL.forEach(i -> cut(cluster, i, X));
        long start = System.nanoTime();
        // only one of them notices by itself
        assertThat(get(cluster, B, X)).isEqualTo(503);
        await("removed everywhere").atMost(REMOVAL_BOUND).until(() -> ALL.stream()
                .noneMatch(i -> cluster.knows(i, X)));
        log.info("a dead node left the tables {} after it died", Duration.ofNanos(System.nanoTime() - start));
        ALL.forEach(i -> assertThat(cluster.knows(i, Y)).isTrue());
    }

    private static void whileOneIsMissingNothingGoes(ClusterOnHosts cluster) {
        List<MemberLog> logs =
                ALL.stream().map(i -> MemberLog.fromNowOn(cluster.member(i))).toList();
        cluster.hosts().cut(C);
        logs.get(A).await(DETECTION_BOUND, "balancer lost");
        logs.get(C).await(DETECTION_BOUND, "balancer lost");
        ALL.forEach(i -> cut(cluster, i, Y));
        ALL.forEach(i -> assertThat(get(cluster, i, Y)).isEqualTo(503));
        ALL.forEach(i -> logs.get(i)
                .await(
                        DETECTION_BOUND,
                        "node not removed jvmroute=\"" + cluster.nodes().name(Y)));
        Extent.pass(Extent.seconds(5, 60));
        ALL.forEach(i -> assertThat(cluster.knows(i, Y)).isTrue());

        cluster.hosts().heal(C);
        long start = System.nanoTime();
        await("removed once all can be asked")
                .atMost(REMOVAL_BOUND.plusSeconds(15))
                .until(() -> ALL.stream().noneMatch(i -> cluster.knows(i, Y)));
        log.info("a dead node left the tables {} after the split", Duration.ofNanos(System.nanoTime() - start));
    }

    private static void cut(ClusterOnHosts cluster, int member, int node) {
        cluster.hosts().cutFromNode(member, node + 1);
    }

    private static void heal(ClusterOnHosts cluster, int member, int node) {
        cluster.hosts().healToNode(member, node + 1);
    }

    /** Asks for a context that only this node has. */
    private static int get(ClusterOnHosts cluster, int member, int node) {
        return cluster.get(member, cluster.nodes().context(node, 1));
    }
}
