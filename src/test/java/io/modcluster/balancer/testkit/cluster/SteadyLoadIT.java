package io.modcluster.balancer.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.LoadFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the load says of members whose fate is known. */
@Tag("long")
@Timeout(120)
final class SteadyLoadIT {
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final int PER_SECOND = 400;
    private static final int MOST_LAPS = 20;

    private final MemberProcess one = MemberProcess.start(MemberPlan.onLoopback("one"));
    private final MemberProcess two = MemberProcess.start(MemberPlan.onLoopback("two"));
    private final ManyNodes nodes = ManyNodes.start(20, 3);

    SteadyLoadIT() throws IOException {
        one.waitUntilReady();
        two.waitUntilReady();
        nodes.register(one.mcmp());
        nodes.register(two.mcmp());
    }

    @AfterEach
    void close() {
        nodes.close();
        two.close();
        one.close();
    }

    @Test
    void it_keeps_its_rate_and_finds_nothing_wrong_when_nothing_is() throws Exception {
        try (SteadyLoad load = SteadyLoad.start(plan())) {
            LoadReport report = load.lap();
            long sent = 0;
            // cold members, and a machine that does other things too, may be slower for a while
            for (int lap = 0; lap < MOST_LAPS && !hasItsRate(report); lap++) {
                pass(A_WHILE);
                report = load.lap();
                assertThat(report.failures()).isEmpty();
                sent += report.target("one").responses();
            }

            assertThat(report).matches(SteadyLoadIT::hasItsRate, "has its rate of " + PER_SECOND);
            for (String name : new String[] {"one", "two"}) {
                LoadReport.Target target = report.target(name);
                assertThat(target.statuses()).containsOnlyKeys(200);
                assertThat(target.p50()).isPositive().isLessThanOrEqualTo(target.p99());
                assertThat(target.max()).isGreaterThanOrEqualTo(target.p99());
            }
            assertThat(nodes.requests())
                    .isGreaterThanOrEqualTo(sent + report.target("two").responses());
        }
    }

    @Test
    void a_killed_member_fails_alone_and_a_restarted_one_that_knows_nothing_is_found_out() throws Exception {
        try (SteadyLoad load = SteadyLoad.start(plan())) {
            pass(A_WHILE);
            one.kill9();
            Instant killed = Instant.now();
            pass(A_WHILE);
            LoadReport report = load.lap();

            assertThat(report.target("two").failures()).isEmpty();
            assertThat(report.target("one").failures(Kind.REFUSED)).isNotEmpty();
            assertThat(report.target("one").failures())
                    .allMatch(failure -> failure.at().isAfter(killed.minusSeconds(1)));
            assertThat(report.target("one").longestGap()).isGreaterThan(A_WHILE.dividedBy(2));

            one.restart().waitUntilReady();
            pass(A_WHILE);
            assertThat(load.lap().target("one").statuses()).containsOnlyKeys(404);
        }
    }

    @Test
    void a_frozen_member_is_slow_for_all_requests_that_were_due() throws Exception {
        try (SteadyLoad load = SteadyLoad.start(plan())) {
            pass(A_WHILE);
            one.freeze();
            pass(A_WHILE);
            one.thaw();
            await().until(() -> one.tell("ping").equals("pong"));
            pass(Duration.ofMillis(500));
            LoadReport report = load.lap();

            assertThat(report.failures()).isEmpty();
            assertThat(report.target("one").p99()).isGreaterThan(A_WHILE.dividedBy(2));
            assertThat(report.target("two").p99()).isLessThan(A_WHILE.dividedBy(2));
        }
    }

    @Test
    void all_nodes_are_registered_with_all_their_contexts() throws Exception {
        String info = new McmpClient(one.mcmp()).info();

        assertThat(info.lines().filter(line -> line.startsWith("Node: "))).hasSize(20);
        assertThat(info.lines().filter(line -> line.startsWith("Context: "))).hasSize(60);
    }

    private static boolean hasItsRate(LoadReport report) {
        return Math.abs(report.perSecond() - PER_SECOND) < 0.15 * PER_SECOND;
    }

    private LoadPlan plan() {
        return LoadPlan.get(ManyNodes.SHARED, PER_SECOND).to(one).to(two);
    }

    /** Time in which nothing is done; the load goes on. */
    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }
}
