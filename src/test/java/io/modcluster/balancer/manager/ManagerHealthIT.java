package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a balancer is, in one answer, and who gets it. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class ManagerHealthIT {
    @TempDir
    private Path folder;

    private RunningBalancer balancer;

    @AfterEach
    void stop() {
        balancer.close();
    }

    @Test
    void health_tells_of_table_listeners_snapshot_overload_drains_and_members() throws IOException {
        balancer = RunningBalancer.start(options ->
                options.getRegistry().setSnapshot(folder.resolve("nodes.json").toString()));
        try (RegisteredNodes nodes = new RegisteredNodes(balancer)) {
            for (String node : List.of("n1", "n2")) {
                nodes.register(node, "");
                nodes.enable(node, "/app");
                nodes.load(node, 50);
            }
            nodes.load("n2", -1);
            ManagerClient manager = new ManagerClient(balancer);
            manager.post("/api/v1/nodes/n1/drain", new JsonObject());

            JsonObject health = manager.get("/health");
            assertThat(health.getString("status")).isEqualTo("UP");
            assertThat(health.getBoolean("live")).isTrue();
            assertThat(health.getJsonObject("ready").encode())
                    .isEqualTo("{\"takesRequests\":true,\"tableLoaded\":true}");
            assertThat(health.getJsonObject("table").getInteger("nodes")).isEqualTo(2);
            assertThat(health.getJsonObject("table").getInteger("nodesUp")).isEqualTo(1);
            assertThat(health.getJsonObject("table").getDouble("ageSeconds")).isBetween(0.0, 60.0);
            assertThat(health.getJsonObject("cluster").getBoolean("clustered")).isFalse();
            JsonObject listeners = health.getJsonObject("listeners");
            assertThat(listeners.getJsonObject("traffic").getInteger("port"))
                    .isEqualTo(balancer.traffic().getPort());
            assertThat(listeners.getJsonObject("mcmp").getInteger("port"))
                    .isEqualTo(balancer.mcmp().getPort());
            assertThat(listeners.getJsonObject("manager").getInteger("port"))
                    .isEqualTo(balancer.manager().getPort());
            assertThat(health.getJsonObject("overload").getBoolean("refusesRequests"))
                    .isFalse();
            assertThat(health.getJsonObject("snapshot").getBoolean("enabled")).isTrue();
            assertThat(health.getJsonObject("advertise").encode()).isEqualTo("{\"enabled\":false}");
            assertThat(health.getJsonArray("drains").encode()).contains("n1");
        }
    }

    @Test
    void who_is_not_logged_in_hears_only_whether_it_is_ready() {
        balancer = RunningBalancer.start(
                options -> options.getManager().setTokens(List.of("viewer:eve=abcdef0123456789")));
        ManagerClient stranger = new ManagerClient(balancer);
        assertThat(stranger.send("GET", "/health", null).statusCode()).isEqualTo(401);
        var ready = stranger.send("GET", "/health/ready", null);
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).doesNotContain("member", "data", "port");
        assertThat(new ManagerClient(balancer, "Authorization", "Bearer abcdef0123456789")
                        .get("/health")
                        .getString("status"))
                .isEqualTo("UP");
    }
}
