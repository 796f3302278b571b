package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadFailure.Kind;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.MemberPlan;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import io.modcluster.balancer.testkit.cluster.Tables;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members come and go under load while 1,000 nodes with 10 contexts each are registered: all of them are told to the first
 * member only. The load goes to contexts chosen at random, so a member that knows too little is found out by a 404.
 */
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KilledMemberIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int NODES = 1_000;
    private static final int CONTEXTS = 10;
    private static final int ROUNDS = Extent.isFull() ? 10 : 2;
    private static final int PER_SECOND = Extent.isFull() ? 2_000 : 300;
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(30);
    private static final Duration AWAY = Extent.seconds(2, 8);

    private final List<MemberPlan> plans;
    private final ManyNodes nodes;
    private ClusterOfProcesses cluster;
    private String table;

    KilledMemberIT() throws IOException {
        plans = ClusterOfProcesses.plansOnLoopback(4);
        nodes = ManyNodes.start(NODES, CONTEXTS);
    }

    @BeforeAll
    void registerAllAtTheFirst() {
        cluster = ClusterOfProcesses.of(plans.subList(0, 3));
        long start = System.nanoTime();
        nodes.register(cluster.member(0).mcmp());
        long registered = System.nanoTime();
        Duration equal = Tables.untilEqual(cluster.members(), EQUAL_BOUND);
        table = Tables.of(cluster.member(0));
        log.info(
                "{} nodes x {} contexts registered in {}, known to all {} later",
                NODES,
                CONTEXTS,
                Duration.ofNanos(registered - start),
                equal);
        assertThat(Tables.rows(table, "Node")).isEqualTo(NODES);
        assertThat(Tables.rows(table, "Context")).isEqualTo((long) NODES * CONTEXTS);
    }

    @AfterAll
    void close() {
        cluster.close();
        nodes.close();
    }

    @Test
    @DisplayName("F-01 a member that is killed and comes back costs others no request, and the cluster no registration")
    void a_killed_member_is_not_missed_and_comes_back_with_the_full_table() throws Exception {
        try (SteadyLoad load = SteadyLoad.start(load(three()))) {
            Extent.pass(AWAY);
            log.info("F-01 nobody killed: {}", flawless(load.lap()));
            for (int round = 0; round < ROUNDS; round++) {
                MemberProcess victim = cluster.member(round % 3);
                victim.kill9();
                Extent.pass(AWAY);
                long start = System.nanoTime();
                victim.restart().waitUntilReady();
                Duration ready = Duration.ofNanos(System.nanoTime() - start);
                assertThat(Tables.readiness(victim)).isEqualTo(200);
                assertThat(Tables.of(victim))
                        .as("the table of the member that came back")
                        .isEqualTo(table);
                Extent.pass(AWAY);
                log.info(
                        "F-01 round {} of {}: {} ready {} after its start: {}",
                        round + 1,
                        ROUNDS,
                        victim.name(),
                        ready,
                        onlyBroken(load.lap(), victim));
                three().forEach(member -> assertThat(Tables.of(member))
                        .as("the table of %s", member.name())
                        .isEqualTo(table));
            }
        }
    }

    @Test
    @DisplayName("F-05 a fourth member joins a full table, and serves nothing before it has it")
    void a_fourth_member_joins_with_the_full_table() throws Exception {
        LoadPlan all = load(three()).to(plans.get(3).name(), ClusterOfProcesses.trafficOf(plans.get(3)));
        try (SteadyLoad load = SteadyLoad.start(all)) {
            long start = System.nanoTime();
            MemberProcess fourth = cluster.add(plans.get(3));
            Duration ready = Duration.ofNanos(System.nanoTime() - start);
            assertThat(Tables.of(fourth)).as("the table of the fourth").isEqualTo(table);
            assertThat(Tables.readiness(fourth)).isEqualTo(200);
            Extent.pass(AWAY);
            log.info("F-05 ready {} after its start: {}", ready, onlyBroken(load.lap(), fourth));
            fourth.terminate();
        }
    }

    private List<MemberProcess> three() {
        return cluster.members().subList(0, 3);
    }

    private LoadPlan load(List<MemberProcess> members) {
        LoadPlan plan = LoadPlan.get("", PER_SECOND).over(10).sending((target, connection, number) -> {
            ThreadLocalRandom random = ThreadLocalRandom.current();
            String path = nodes.context(random.nextInt(NODES), random.nextInt(CONTEXTS));
            return LoadPlan.get(path).bytes(target, connection, number);
        });
        for (MemberProcess member : members) {
            plan = plan.to(member);
        }
        return plan;
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).as("%s", report).isEmpty();
        return onlyGood(report);
    }

    /** The member that went or came broke or refused connections; neither it nor anybody else gave a wrong answer. */
    private static LoadReport onlyBroken(LoadReport report, MemberProcess except) {
        report.targets().forEach((name, target) -> {
            if (name.equals(except.name())) {
                assertThat(target.failures())
                        .as("%s", report)
                        .allMatch(failure -> failure.kind() == Kind.REFUSED
                                || failure.kind() == Kind.CLOSED
                                || failure.kind() == Kind.CUT);
            } else {
                assertThat(target.failures()).as("%s", report).isEmpty();
            }
        });
        return onlyGood(report);
    }

    private static LoadReport onlyGood(LoadReport report) {
        report.targets().forEach((name, target) -> assertThat(target.statuses())
                .as("answers of %s in %s", name, report)
                .containsOnlyKeys(200));
        return report;
    }
}
