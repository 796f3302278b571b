package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.McmpRelay;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
        return options(balancer.mcmp().getPort());
    }

    private NodeOptions options(int mcmpPort) {
        return new NodeOptions()
                .setJvmRoute("n1")
                .setPort(server.actualPort())
                .setBalancers(List.of("127.0.0.1:" + mcmpPort))
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

    @Test
    void a_node_that_was_forgotten_is_served_again_soon() {
        ModClusterNode node = ModClusterNode.create(vertx, options());
        await(node.start());
        balancer.mcmp("REMOVE-APP", "/*", "JVMRoute=n1");
        await().untilAsserted(() -> assertThat(balancer.get("/").body()).isEqualTo("n1"));
        await().untilAsserted(() -> hasStanding(node, Standing.OK));
    }

    @Test
    void a_balancer_that_was_started_anew_has_the_node_again_soon() throws IOException {
        try (McmpRelay relay = McmpRelay.to(balancer.mcmp());
                RunningBalancer other = RunningBalancer.start()) {
            ModClusterNode node =
                    ModClusterNode.create(vertx, options(relay.address().getPort()));
            await(node.start());
            relay.cut();
            await().untilAsserted(() -> hasStanding(node, Standing.ERROR));
            relay.redirect(other.mcmp());
            relay.mend();
            await().untilAsserted(() -> hasStanding(node, Standing.OK));
            assertThat(other.get("/").body()).isEqualTo("n1");
            await(node.stop());
        }
    }

    @Test
    void a_node_without_host_is_reached_where_it_reaches_the_balancer_also_over_ipv6() {
        HttpServer six = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("six"))
                .listen(0, "::1"));
        try (RunningBalancer other =
                RunningBalancer.start(options -> options.getMcmp().setHost("::1"))) {
            ModClusterNode node = ModClusterNode.create(
                    vertx,
                    options()
                            .setPort(six.actualPort())
                            .setBalancers(List.of("[::1]:" + other.mcmp().getPort())));
            await(node.start());
            assertThat(other.get("/").body()).isEqualTo("six");
            await(node.stop());
        }
    }

    /** Each client sends its next request when it has the answer to the last. */
    @Test
    void a_stop_under_load_loses_no_request() {
        HttpServer slow = await(vertx.createHttpServer()
                .requestHandler(
                        request -> vertx.setTimer(30, id -> request.response().end("slow")))
                .listen(0, "127.0.0.1"));
        ModClusterNode leaves = ModClusterNode.create(
                vertx, options().setJvmRoute("n2").setPort(slow.actualPort()).setPeriod(Duration.ofSeconds(10)));
        ModClusterNode stays = ModClusterNode.create(vertx, options());
        await(leaves.start());
        await(stays.start());
        Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> clients =
                Stream.generate(() -> client(answers, over)).limit(8).toList();
        await().until(() -> count(answers, "200 slow") > 50);

        await(leaves.stop());
        await(slow.close());
        int before = count(answers, "200 n1");
        await().until(() -> count(answers, "200 n1") > before + 50);
        over.set(true);
        clients.forEach(CompletableFuture::join);
        assertThat(answers).containsOnlyKeys("200 slow", "200 n1");
        await(stays.stop());
    }

    private CompletableFuture<Void> client(Map<String, AtomicInteger> answers, AtomicBoolean over) {
        return balancer.getLater("/").thenCompose(response -> {
            answers.computeIfAbsent(response.statusCode() + " " + response.body(), none -> new AtomicInteger())
                    .incrementAndGet();
            return over.get() ? CompletableFuture.completedFuture(null) : client(answers, over);
        });
    }

    private static int count(Map<String, AtomicInteger> answers, String answer) {
        return answers.getOrDefault(answer, new AtomicInteger()).get();
    }

    private static void hasStanding(ModClusterNode node, Standing standing) {
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(standing);
    }
}
