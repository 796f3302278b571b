package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.ManyNodes;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import io.modcluster.balancer.testkit.cluster.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes that talk without a pause to all members, beside traffic to nodes that say nothing. */
@Tag("long")
@Timeout(300)
final class MemberStormIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int NODES = 60;
    private static final int SILENT = 30;
    private static final int CONTEXTS = 5;
    private static final int MESSAGES_PER_SECOND = 500;
    private static final int PER_SECOND = Extent.isFull() ? 2_000 : 300;
    private static final Duration QUIET = Extent.seconds(4, 20);
    private static final Duration STORM = Extent.seconds(10, 60);
    private static final Duration EQUAL_BOUND = Duration.ofSeconds(15);

    private final ClusterOfProcesses cluster = ClusterOfProcesses.onLoopback(3);
    private final ManyNodes nodes = ManyNodes.start(NODES, CONTEXTS);

    MemberStormIT() throws IOException {}

    @AfterEach
    void close() {
        cluster.close();
        nodes.close();
    }

    @Test
    @DisplayName("F-06 500 messages of nodes per second cost no request, and leave equal tables")
    void a_storm_of_messages_costs_no_request() throws Exception {
        nodes.register(cluster.member(0).mcmp());
        Tables.untilEqual(cluster.members(), EQUAL_BOUND);
        try (SteadyLoad traffic = SteadyLoad.start(traffic())) {
            Extent.pass(QUIET);
            traffic.lap();
            Extent.pass(QUIET);
            LoadReport quiet = flawless(traffic.lap());
            LoadReport storm = flawless(SteadyLoad.during(storm(), () -> Extent.pass(STORM)));
            LoadReport during = flawless(traffic.lap());
            log.info("F-06 traffic: quiet {}\nin the storm {}\nmessages {}", quiet, during, storm);
            for (MemberProcess member : cluster.members()) {
                Duration p99 = during.target(member.name()).p99();
                Duration before = quiet.target(member.name()).p99();
                double ratio = (double) p99.toNanos() / before.toNanos();
                log.info("F-06 {} p99 {} → {}, ratio {}", member.name(), before, p99, ratio);
            }
        }
        log.info("F-06 tables equal {} after the storm", Tables.untilEqual(cluster.members(), EQUAL_BOUND));
    }

    private LoadPlan traffic() {
        LoadPlan plan = LoadPlan.get("", PER_SECOND).over(10).sending((target, connection, number) -> LoadPlan.get(
                        nodes.context((int) (number % SILENT), connection % CONTEXTS))
                .bytes(target, connection, number));
        for (MemberProcess member : cluster.members()) {
            plan = plan.to(member);
        }
        return plan;
    }

    /** Each node says the same to all members, as nodes do. */
    private LoadPlan storm() {
        LoadPlan plan = LoadPlan.get("", MESSAGES_PER_SECOND)
                .over(NODES - SILENT)
                .sending((target, connection, number) ->
                        message(SILENT + connection, number).getBytes(StandardCharsets.ISO_8859_1));
        for (MemberProcess member : cluster.members()) {
            plan = plan.to(member.name(), member.mcmp());
        }
        return plan;
    }

    private String message(int node, long number) {
        String route = "JVMRoute=" + nodes.name(node);
        String app = route + "&Alias=localhost&Context=" + nodes.context(node, 1 + (int) (number / 5 % (CONTEXTS - 1)));
        return switch ((int) (number % 5)) {
            case 0 -> McmpClient.request("CONFIG", "/", nodes.config(node), "");
            case 1 -> McmpClient.request("DISABLE-APP", "/", app, "");
            case 2 -> McmpClient.request("STATUS", "/", route + "&Load=" + (1 + number % 100), "");
            case 3 -> McmpClient.request("ENABLE-APP", "/", app, "");
            default -> McmpClient.request("INFO", "/", "", "");
        };
    }

    private static LoadReport flawless(LoadReport report) {
        assertThat(report.failures()).as("%s", report).isEmpty();
        return report;
    }
}
