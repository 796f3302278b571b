package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node and this balancer. */
class ModClusterNodeIT {
    private final Vertx vertx = Vertx.vertx();
    private RunningBalancer balancer;
    private HttpServer server;

    @BeforeEach
    void start() {
        balancer = RunningBalancer.start();
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("n1"))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        balancer.close();
    }

    private NodeOptions options() {
        return new NodeOptions()
                .setJvmRoute("n1")
                .setPort(server.actualPort())
                .setBalancers(List.of("127.0.0.1:" + balancer.mcmp().getPort()))
                .setPeriod(Duration.ofMillis(200));
    }

    @Test
    void a_node_is_served_from_its_start_to_its_stop() {
        ModClusterNode node = ModClusterNode.create(vertx, options());
        await(node.start());
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(Standing.OK);
        assertThat(balancer.get("/").body()).isEqualTo("n1");
        assertThat(balancer.info()).contains("Host: 127.0.0.1,Port: " + server.actualPort(), "Load: 100", "ENABLED");

        await(node.stop());
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(Standing.LEFT);
        assertThat(balancer.info()).doesNotContain("Context");
        assertThat(balancer.get("/").statusCode()).isEqualTo(404);
    }
}
