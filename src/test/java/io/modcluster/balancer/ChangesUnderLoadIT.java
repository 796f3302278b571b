package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.Extent;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applications and nodes are closed, opened and taken away over MCMP while requests run. */
class ChangesUnderLoadIT {
    private static final Logger log = LoggerFactory.getLogger("figures");
    private static final int ROUNDS = Extent.isFull() ? 120 : 4;
    private static final int PER_SECOND = Extent.isFull() ? 2_000 : 300;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RunningBalancer balancer = RunningBalancer.start();
    private final RegisteredNodes nodes = new RegisteredNodes(balancer);

    @AfterEach
    void close() throws IOException {
        nodes.close();
        balancer.close();
    }

    @Test
    @DisplayName("E-13 DISABLE, STOP, REMOVE and ENABLE in turn under load: no request fails, disabled sessions stay")
    void no_change_costs_a_request_while_another_node_serves() throws Exception {
        for (String name : new String[] {"one", "two"}) {
            register(name);
        }
        LoadPlan plan = LoadPlan.get("/", PER_SECOND).over(32).to("balancer", balancer.traffic());
        try (SteadyLoad load = SteadyLoad.start(plan)) {
            for (int round = 0; round < ROUNDS; round++) {
                String name = round % 2 == 0 ? "one" : "two";
                app("DISABLE-APP", name);
                for (int i = 0; i < 5; i++) {
                    assertThat(balancer.get("/", "Cookie", "JSESSIONID=1." + name)
                                    .body())
                            .isEqualTo(name);
                }
                Extent.pass(PAUSE);
                app("STOP-APP", name);
                Extent.pass(PAUSE);
                app("REMOVE-APP", name);
                Extent.pass(PAUSE);
                app("ENABLE-APP", name);
                Extent.pass(PAUSE);
                nodes.command("REMOVE-APP", "/*", "JVMRoute=" + name);
                Extent.pass(PAUSE);
                config(name);
                app("ENABLE-APP", name);
                nodes.load(name, 100);
                Extent.pass(PAUSE);
            }
            LoadReport report = load.lap();
            log.info("E-13 {} rounds of changes: {}", ROUNDS, report);
            assertThat(report.failures()).isEmpty();
            assertThat(report.target("balancer").statuses()).containsOnlyKeys(200);
            assertThat(report.target("balancer").responses()).isGreaterThan(100);
        }
    }

    private void register(String name) throws IOException {
        nodes.register(name, "&StickySessionForce=No");
        nodes.enable(name, "/");
        nodes.load(name, 100);
    }

    private void config(String name) {
        nodes.command(
                "CONFIG",
                "/",
                "JVMRoute=" + name + "&Host=127.0.0.1&Type=http&StickySessionForce=No&Port="
                        + nodes.node(name).port());
    }

    private void app(String command, String name) {
        nodes.command(command, "/", "JVMRoute=" + name + "&Alias=localhost&Context=/");
    }
}
