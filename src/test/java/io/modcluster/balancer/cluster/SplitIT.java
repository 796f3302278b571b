package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.ClusterOnHosts;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.MemberLog;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three members, one of which loses its cable while both sides are told about nodes, and gets it back. */
@Timeout(300)
final class SplitIT {
    /** Longer than the 5 s after which members are taken for gone. */
    private static final Duration CUT = Extent.seconds(12, 60);

    private static final Duration DETECTION_BOUND = Duration.ofSeconds(10);
    private static final Duration MCMP_BOUND = Duration.ofSeconds(5);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofSeconds(10);
    /** What Hazelcast's members and ours log, each by its own silence. */
    private static final String[] LOST = {"cluster member gone", "balancer lost"};

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final List<Integer> ALL = List.of(A, B, C);
    private static final int NODES = 15;

    /** This one reports its load to all members all the time. */
    private static final int REPORTING = 12;

    /** These register during the split. */
    private static final int NEW_AT_A = 13;

    private static final int NEW_AT_C = 14;
    private static final Logger log = LoggerFactory.getLogger("figures");

    @Test
    @DisplayName(
            "F-07/F-08 a cut cable costs no request, and once it is healed the newest of what both sides heard holds")
    void both_sides_go_on_and_become_one_again_with_the_newest_of_what_they_heard() throws Exception {
        try (ClusterOnHosts cluster = ClusterOnHosts.start(3, NODES, 3, NODES - 2, plan -> plan);
                SteadyLoad traffic = SteadyLoad.start(traffic(cluster))) {
            String number = cluster.mcmp(A).send("PING", "");
            List<MemberLog> logs = ALL.stream()
                    .map(i -> MemberLog.fromNowOn(cluster.member(i)))
                    .toList();

            cluster.hosts().cut(C);
            long start = System.nanoTime();
            LoadReport mcmp = SteadyLoad.during(reports(cluster), () -> {
                contradict(cluster, 0);
                logs.get(A).await(DETECTION_BOUND, LOST);
                logs.get(C).await(DETECTION_BOUND, LOST);
                log.info("cut noticed at both sides after {}", since(start));
                assertThat(since(start)).isLessThan(DETECTION_BOUND);
                contradict(cluster, 6);
                Extent.pass(CUT.minus(since(start)));
            });
            log.info("MCMP during the split: {}", mcmp);
            log.info("traffic during the split: {}", flawless(traffic.lap()));
            assertAnswered(mcmp);
            assertThat(cluster.knows(A, NEW_AT_C)).as("the sides are separated").isFalse();
            cluster.untilEqual(EQUAL_BOUND, List.of(A, B));

            cluster.hosts().heal(C);
            Duration equal = cluster.untilEqual(EQUAL_BOUND);
            log.info("tables equal {} after the cable was healed", equal);
            assertThat(cluster.mcmp(C).send("PING", "")).isEqualTo(number);
            newestHolds(cluster, 0);
            newestHolds(cluster, 6);
            ALL.forEach(i -> assertThat(states(cluster, i, REPORTING)).containsExactly("DISABLED", "STOPPED"));
            ALL.forEach(i -> assertThat(cluster.knows(i, NEW_AT_A)).isTrue());
            ALL.forEach(i -> assertThat(cluster.knows(i, NEW_AT_C)).isTrue());

            List<MemberLog> afterwards = ALL.stream()
                    .map(i -> MemberLog.fromNowOn(cluster.member(i)))
                    .toList();
            cluster.stayEqual(QUIET);
            newestHolds(cluster, 0);
            log.info("traffic after the split: {}", flawless(traffic.lap()));
            for (int i : ALL) {
                log.info(
                        "{} warned since the cut: {}",
                        cluster.member(i).name(),
                        logs.get(i).warnings());
                assertThat(afterwards.get(i).warnings().values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .as("warnings of %s once all is well", cluster.member(i).name())
                        .isLessThanOrEqualTo(3);
            }
            busWorks(cluster);
        }
    }

    /** Six nodes hear different things at A and at C; the first of them has the number {@code first}. */
    private static void contradict(ClusterOnHosts cluster, int first) {
        // told to A, then something else to C, and the other way round
        cluster.tell(A, "DISABLE-APP", first, 1);
        cluster.tell(C, "STOP-APP", first, 1);
        cluster.tell(C, "STOP-APP", first, 2);
        cluster.tell(A, "DISABLE-APP", first, 2);

        cluster.tell(A, "REMOVE-APP", first + 1, 1);
        cluster.tell(C, "REMOVE-APP", first + 1, 2);
        cluster.tell(B, "DISABLE-APP", first + 1, 2);

        // a node is gone, and C, which does not know, hears of a context of it
        cluster.remove(A, first + 2);
        cluster.tell(C, "DISABLE-APP", first + 2, 1);
        cluster.tell(C, "ENABLE-APP", first + 2, 2);

        // another is gone too, and registers at C with one context
        cluster.remove(B, first + 3);
        cluster.tell(C, "STOP-APP", first + 3, 1);
        cluster.tell(C, "REMOVE-APP", first + 3, 2);
        cluster.nodes().registerWith(cluster.member(C).mcmp(), first + 3, 1);

        // another says hello at A again before it is gone at C
        cluster.nodes().register(cluster.member(A).mcmp(), first + 4, first + 5);
        cluster.remove(C, first + 4);

        cluster.load(A, first + 5, 40);
        cluster.load(C, first + 5, 70);

        if (first > 0) {
            intend(cluster);
            cluster.nodes().register(cluster.member(A).mcmp(), NEW_AT_A, NEW_AT_A + 1);
            cluster.nodes().register(cluster.member(C).mcmp(), NEW_AT_C, NEW_AT_C + 1);
        }
    }

    /** What operators want, told to both sides; nodes do not undo it at the other one. */
    private static void intend(ClusterOnHosts cluster) {
        cluster.intend(C, "DISABLE", REPORTING, 1);
        cluster.intend(A, "DISABLE", REPORTING, 2);
        cluster.intend(C, "STOP", REPORTING, 2);
        cluster.tell(A, "ENABLE-APP", REPORTING, 1);
        cluster.tell(C, "ENABLE-APP", REPORTING, 2);
    }

    private static void newestHolds(ClusterOnHosts cluster, int first) {
        for (int i : ALL) {
            assertThat(states(cluster, i, first)).as("1").containsExactly("STOPPED", "DISABLED");
            assertThat(states(cluster, i, first + 1)).as("2").containsExactly("", "DISABLED");
            assertThat(cluster.knows(i, first + 2)).as("removed at A").isFalse();
            assertThat(states(cluster, i, first + 2)).as("3").containsExactly("", "");
            assertThat(cluster.knows(i, first + 3)).as("came back at C").isTrue();
            assertThat(states(cluster, i, first + 3)).as("4").containsExactly("ENABLED", "");
            assertThat(cluster.knows(i, first + 4)).as("removed at C").isFalse();
            assertThat(states(cluster, i, first + 4)).as("5").containsExactly("", "");
            assertThat(cluster.mcmp(i)
                            .info()
                            .lines()
                            .filter(line ->
                                    line.contains("Name: " + cluster.nodes().name(first + 5) + ",")))
                    .singleElement()
                    .asString()
                    .endsWith("Load: 70");
        }
    }

    private static List<String> states(ClusterOnHosts cluster, int member, int node) {
        return List.of(cluster.state(member, node, 1), cluster.state(member, node, 2));
    }

    /** What is told to one member is known to one of the other side long before they compare everything. */
    private static void busWorks(ClusterOnHosts cluster) {
        long[] millis = IntStream.range(0, 6)
                .mapToLong(trial -> {
                    int from = trial % 2 == 0 ? A : C;
                    String method = trial < 3 ? "STOP-APP" : "ENABLE-APP";
                    int node = trial % 3 == 0 ? NEW_AT_A : trial % 3 == 1 ? NEW_AT_C : 5;
                    cluster.tell(from, method, node, 1);
                    String state = method.equals("STOP-APP") ? "STOPPED" : "ENABLED";
                    long start = System.nanoTime();
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(10))
                            .pollInterval(Duration.ofMillis(20))
                            .until(() ->
                                    cluster.state(from == A ? C : A, node, 1).equals(state));
                    return Duration.ofNanos(System.nanoTime() - start).toMillis();
                })
                .toArray();
        log.info("changes are known at the other side after {} ms", millis);
        assertThat(LongStream.of(millis).sorted().toArray()[millis.length / 2]).isLessThan(1000);
    }

    /** Requests to a context that all nodes have and to some that nobody changes. */
    private static LoadPlan traffic(ClusterOnHosts cluster) {
        List<byte[]> requests = List.of("/shared", "/node-5/app-1", "/node-11/app-2").stream()
                .map(path -> LoadPlan.get(path).bytes("", 0, 0))
                .toList();
        LoadPlan plan = LoadPlan.get("/shared", 150)
                .over(5)
                .sending((target, connection, number) -> requests.get((int) (number % requests.size())));
        for (int i : ALL) {
            plan = plan.to(cluster.member(i));
        }
        return plan;
    }

    /** A node that tells all members another load each time. */
    private static LoadPlan reports(ClusterOnHosts cluster) {
        LoadPlan plan = LoadPlan.get("/", 30).over(1).sending((target, connection, number) -> McmpClient.request(
                        "STATUS", "/", "JVMRoute=node-" + REPORTING + "&Load=" + (50 + number % 50), "")
                .getBytes(StandardCharsets.ISO_8859_1));
        for (int i : ALL) {
            plan = plan.to(cluster.member(i).name(), cluster.member(i).mcmp());
        }
        return plan;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).isEmpty();
        report.targets().forEach((name, target) -> assertThat(target.statuses().keySet())
                .as("%s: %s", name, target)
                .containsExactly(200));
        return report;
    }

    private static void assertAnswered(LoadReport mcmp) {
        flawless(mcmp)
                .targets()
                .forEach((name, target) -> assertThat(target.max()).as(name).isLessThan(MCMP_BOUND));
    }
}
