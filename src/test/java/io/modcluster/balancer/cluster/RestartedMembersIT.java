package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.StickyClients;
import io.modcluster.balancer.testkit.cluster.Tables;
import io.modcluster.balancer.testkit.tomcat.TomcatNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Members stop and start while real Tomcat nodes, which know all of them, serve clients with sessions. */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RestartedMembersIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int CLIENTS = 12;
    private static final Duration STATUS_PERIOD = Extent.seconds(1, 10);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(15);
    private static final Duration REBUILT_BOUND = Duration.ofSeconds(30);
    private static final Duration NOT_READY_BOUND = Duration.ofSeconds(1);
    private static final Duration END_BOUND = Duration.ofSeconds(40);
    private static final Duration A_WHILE = Extent.seconds(2, 10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterOfProcesses cluster =
            ClusterOfProcesses.onLoopback(3, plan -> plan.with("traffic.stop-delay", "4s"));
    private final TomcatNode one = tomcat("n1");
    private final TomcatNode two = tomcat("n2");

    RestartedMembersIT() throws IOException {}

    @BeforeAll
    void awaitServed() {
        cluster.members().forEach(member -> await().atMost(PATIENCE).until(() -> servesBoth(member)));
    }

    @AfterAll
    void close() {
        one.close();
        two.close();
        cluster.close();
    }

    @Test
    @DisplayName("F-03/F-04 a rolling restart costs no client that honours Connection: close a request or its session")
    void a_rolling_restart_is_not_noticed() throws Exception {
        try (StickyClients clients = StickyClients.start(cluster.members(), "/app/session", CLIENTS)) {
            Extent.pass(A_WHILE);
            for (MemberProcess member : cluster.members()) {
                long start = System.nanoTime();
                member.beginToTerminate();
                await().pollInterval(Duration.ofMillis(20))
                        .atMost(PATIENCE)
                        .until(() -> Tables.readiness(member) == 503);
                Duration notReady = since(start);
                assertThat(Tables.get(member, "/app/"))
                        .as("a request to a member that is not ready any more")
                        .isEqualTo(200);
                String late = "/late-" + member.name();
                one.deploy(late);
                assertThat(member.awaitEnd()).as("exit code").isZero();
                Duration ended = since(start);
                long restart = System.nanoTime();
                member.restart().waitUntilReady();
                Duration ready = since(restart);
                assertThat(Tables.get(member, late + "/"))
                        .as("deployed while it was away, or going")
                        .isEqualTo(200);
                Extent.pass(A_WHILE);
                StickyClients.Report report = clients.lap();
                log.info(
                        "F-03/F-04 {}: not ready {} after SIGTERM, ended after {}, ready {} after its start; {}",
                        member.name(),
                        notReady,
                        ended,
                        ready,
                        report);
                assertThat(report.wrong()).isEmpty();
                assertThat(report.broken()).isEmpty();
                assertThat(report.answered()).isPositive();
                assertThat(notReady).isLessThan(NOT_READY_BOUND);
                assertThat(ended).isLessThan(END_BOUND);
            }
            Duration equal = Tables.untilEqual(cluster.members(), EQUAL_BOUND);
            log.info("F-04 all tables equal {} after the last one was ready", equal);
        }
        assertThat(one.statusFailures()).isEmpty();
        assertThat(two.statusFailures()).isEmpty();
    }

    @Test
    @DisplayName("F-02 clients of a killed member that try another one get every answer, and keep their sessions")
    void a_killed_member_costs_attempts_and_no_answer() throws Exception {
        MemberProcess victim = cluster.member(1);
        try (StickyClients clients = StickyClients.start(cluster.members(), "/app/session", CLIENTS)) {
            Extent.pass(A_WHILE);
            assertThat(clients.lap().broken()).isEmpty();
            victim.kill9();
            Extent.pass(A_WHILE);
            StickyClients.Report report = clients.lap();
            victim.restart().waitUntilReady();
            Extent.pass(A_WHILE);
            StickyClients.Report afterwards = clients.lap();
            log.info("F-02 killed: {}; back: {}", report, afterwards);
            assertThat(report.wrong()).isEmpty();
            assertThat(report.broken())
                    .as("attempts at the killed member")
                    .isNotEmpty()
                    .allMatch(attempt -> attempt.contains(victim.name()));
            assertThat(afterwards.wrong()).isEmpty();
            assertThat(afterwards.broken()).isEmpty();
        }
        Tables.untilEqual(cluster.members(), EQUAL_BOUND);
    }

    @Test
    @DisplayName("F-11 when all members were killed at once the nodes have told them everything again within 30 s")
    void a_table_that_was_lost_everywhere_is_told_again() {
        cluster.members().forEach(MemberProcess::kill9);
        cluster.members().forEach(MemberProcess::restart);
        cluster.members().forEach(MemberProcess::waitUntilReady);
        long start = System.nanoTime();
        cluster.members().forEach(member -> await().atMost(PATIENCE).until(() -> servesBoth(member)));
        Duration rebuilt = since(start);
        Duration equal = Tables.untilEqual(cluster.members(), EQUAL_BOUND);
        log.info(
                "F-11 nodes that report every {}: table rebuilt {} after all members were ready, equal {} later",
                STATUS_PERIOD,
                rebuilt,
                equal);
        assertThat(rebuilt).isLessThan(REBUILT_BOUND);
    }

    private static boolean servesBoth(MemberProcess member) {
        String table = Tables.of(member);
        return table.contains("Name: n1,")
                && table.contains("Name: n2,")
                && Tables.rows(table, "Context") >= 2
                && Tables.get(member, "/app/") == 200;
    }

    private TomcatNode tomcat(String route) throws IOException {
        return TomcatNode.node(route)
                .contexts("/app")
                .balancers(mcmps(cluster.members()))
                .statusPeriod(STATUS_PERIOD)
                .start();
    }

    private static InetSocketAddress[] mcmps(List<MemberProcess> members) {
        return members.stream().map(MemberProcess::mcmp).toArray(InetSocketAddress[]::new);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
}
