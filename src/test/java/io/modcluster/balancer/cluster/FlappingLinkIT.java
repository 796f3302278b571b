package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.cluster.ClusterOnHosts;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.MemberLog;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three members between which links are half cut, and come and go. */
@Tag("long")
@Timeout(600)
final class FlappingLinkIT {
    private static final Duration HALF_CUT = Extent.seconds(12, 20);
    private static final Duration FLAPPING = Extent.seconds(24, 300);
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(30);
    /** What Hazelcast says of who was its first member, and is still that of somebody else. */
    private static final String NO_MASTER = "claims mastership but it is not a member";

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final List<Integer> ALL = List.of(A, B, C);
    private static final int AT_FIRST = 6;
    private static final int FLAPS = (int) (FLAPPING.toSeconds() / PERIOD.toSeconds());
    private static final int NODES = AT_FIRST + 3 + FLAPS;
    private static final Logger log = LoggerFactory.getLogger("figures");

    @Test
    @DisplayName("F-09 a half cut and a flapping link lose no registration and no request")
    void links_that_are_half_cut_or_flap_lose_no_registration_and_no_request() throws Exception {
        try (ClusterOnHosts cluster = ClusterOnHosts.start(3, NODES, 2, AT_FIRST, plan -> plan);
                SteadyLoad traffic = SteadyLoad.start(traffic(cluster))) {
            halfCut(cluster);
            log.info("traffic with a half cut link: {}", flawless(traffic.lap()));
            flapping(cluster);
            log.info("traffic with a flapping link: {}", flawless(traffic.lap()));
        }
    }

    /** A and B lose each other, silently; both reach C. */
    private static void halfCut(ClusterOnHosts cluster) {
        List<MemberLog> logs = logs(cluster);
        cluster.hosts().cut(A, B);
        register(cluster, A, AT_FIRST);
        register(cluster, B, AT_FIRST + 1);
        Extent.pass(HALF_CUT);
        register(cluster, C, AT_FIRST + 2);
        cluster.tell(A, "DISABLE-APP", 0, 1);
        cluster.tell(B, "STOP-APP", 1, 1);
        cluster.hosts().heal(A, B);

        log.info("tables equal {} after a half cut link was healed", cluster.untilEqual(EQUAL_BOUND));
        allAreThere(cluster, AT_FIRST + 3, logs);
        for (int i : ALL) {
            assertThat(cluster.state(i, 0, 1)).isEqualTo("DISABLED");
            assertThat(cluster.state(i, 1, 1)).isEqualTo("STOPPED");
        }
    }

    /** The cable of C is out for 3 s, then in for 3 s, and so on; each time a node registers at another member. */
    private static void flapping(ClusterOnHosts cluster) {
        List<MemberLog> logs = logs(cluster);
        for (int flap = 0; flap < FLAPS; flap++) {
            if (flap % 2 == 0) {
                cluster.hosts().cut(C);
            } else {
                cluster.hosts().heal(C);
            }
            register(cluster, flap % 3, AT_FIRST + 3 + flap);
            Extent.pass(PERIOD);
        }
        cluster.hosts().heal(C);

        log.info("tables equal {} after the last of {} flaps", cluster.untilEqual(EQUAL_BOUND), FLAPS);
        allAreThere(cluster, NODES, logs);
        cluster.stayEqual(Duration.ofSeconds(5));
    }

    private static void allAreThere(ClusterOnHosts cluster, int nodes, List<MemberLog> logs) {
        for (int i : ALL) {
            assertThat(cluster.member(i).isAlive()).isTrue();
            assertThat(cluster.member(i).tell("table").lines()).hasSize(nodes);
            log.info("{} warned: {}", cluster.member(i).name(), logs.get(i).warnings());
            assertThat(logs.get(i).lines())
                    .filteredOn(line -> line.contains(" ERROR ") && !line.contains(NO_MASTER))
                    .isEmpty();
        }
        IntStream.range(2, nodes).forEach(node -> assertThat(cluster.state(A, node, 1))
                .as("context of node-%s", node)
                .isEqualTo("ENABLED"));
    }

    private static void register(ClusterOnHosts cluster, int member, int node) {
        cluster.nodes().register(cluster.member(member).mcmp(), node, node + 1);
    }

    private static List<MemberLog> logs(ClusterOnHosts cluster) {
        return ALL.stream().map(i -> MemberLog.fromNowOn(cluster.member(i))).toList();
    }

    private static LoadPlan traffic(ClusterOnHosts cluster) {
        LoadPlan plan = LoadPlan.get("/shared", 90).over(5);
        for (int i : ALL) {
            plan = plan.to(cluster.member(i));
        }
        return plan;
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).isEmpty();
        report.targets().forEach((name, target) -> assertThat(target.statuses().keySet())
                .as("%s: %s", name, target)
                .containsExactly(200));
        return report;
    }
}
