package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ScriptedBalancer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a node takes leave of a balancer that does not take it well, and of requests that nobody but the node counts. */
class LeavingIT {
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private ScriptedBalancer balancer;

    @BeforeEach
    void start() throws IOException {
        balancer = ScriptedBalancer.start();
    }

    @AfterEach
    void stop() throws IOException {
        await(vertx.close());
        balancer.close();
    }

    private NodeOptions options(int port) {
        return new NodeOptions()
                .setJvmRoute("n1")
                .setPort(port)
                .setBalancers(List.of("127.0.0.1:" + balancer.address().getPort()))
                .setPeriod(Duration.ofMinutes(10))
                .setDrainTimeout(DRAIN);
    }

    @Test
    void a_balancer_that_refuses_a_step_is_told_of_the_end_nevertheless() {
        ModClusterNode node = ModClusterNode.create(vertx, options(3000));
        await(node.start());
        balancer.answerNext("DISABLE-APP", Answer.mcmpError("MEM", "MEM: no"));

        await(node.stop());

        assertThat(balancer.summaries())
                .endsWith("REMOVE-APP /* JVMRoute=n1")
                .noneMatch(said -> said.startsWith("STOP"));
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(Standing.LEFT);
    }

    @Test
    void requests_that_the_application_counts_end_before_new_ones_are_refused() {
        Promise<Void> slowness = Promise.promise();
        InFlight inFlight = new InFlight();
        HttpServer server = await(vertx.createHttpServer()
                .requestHandler(inFlight.counted(request ->
                        slowness.future().onSuccess(over -> request.response().end("done"))))
                .listen(0, "127.0.0.1"));
        ModClusterNode node = ModClusterNode.create(vertx, options(server.actualPort()), inFlight);
        await(node.start());
        Future<Buffer> slow = vertx.createHttpClient()
                .request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/")
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body);
        await().until(() -> inFlight.count() == 1);

        Future<Void> left = node.stop();
        await().until(() -> balancer.summaries().stream().anyMatch(said -> said.startsWith("DISABLE-APP")));
        await().during(Duration.ofMillis(500))
                .until(() -> balancer.summaries().stream().noneMatch(said -> said.startsWith("STOP-APP")));
        slowness.complete();

        await(left);
        assertThat(await(slow).toString()).isEqualTo("done");
        assertThat(balancer.summaries()).endsWith("REMOVE-APP /* JVMRoute=n1");
    }
}
