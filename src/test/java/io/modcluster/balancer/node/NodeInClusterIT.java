package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** A node that tells two balancers of one table the same, at the same time. */
class NodeInClusterIT {
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private ClusteredVertx cluster;
    private List<ModClusterBalancer> balancers;

    @BeforeEach
    void start() throws IOException {
        cluster = new ClusteredVertx(2);
        balancers = Stream.of(0, 1).map(this::balancer).toList();
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        balancers.forEach(balancer -> await(balancer.stop()));
        cluster.close();
    }

    private ModClusterBalancer balancer(int member) {
        BalancerOptions options = new BalancerOptions().setName("member-" + member);
        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getManager().setEnabled(false);
        options.getMcmp().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(cluster.get(member), options);
        await(balancer.start());
        return balancer;
    }

    private ModClusterNode node(String route, HttpServer server) {
        ModClusterNode node = ModClusterNode.create(
                vertx,
                new NodeOptions()
                        .setJvmRoute(route)
                        .setPort(server.actualPort())
                        .setPeriod(Duration.ofMillis(200))
                        .setBalancers(balancers.stream()
                                .map(balancer -> "127.0.0.1:" + balancer.mcmpPort())
                                .toList()));
        await(node.start());
        await().untilAsserted(() ->
                assertThat(node.state()).extracting(BalancerState::standing).containsOnly(BalancerState.Standing.OK));
        return node;
    }

    private HttpServer server(String name, int delayMillis) {
        return await(vertx.createHttpServer()
                .requestHandler(request ->
                        vertx.setTimer(delayMillis, id -> request.response().end(name)))
                .listen(0, "127.0.0.1"));
    }

    @Test
    void a_stop_under_load_loses_no_request_at_either_and_the_node_stays_away() {
        ModClusterNode stays = node("n1", server("n1", 1));
        HttpServer slow = server("slow", 30);
        ModClusterNode leaves = node("n2", slow);
        List<CompletableFuture<Void>> clients = balancers.stream()
                .flatMap(balancer -> Stream.of(balancer, balancer, balancer))
                .map(balancer -> CompletableFuture.runAsync(() -> requests(balancer.trafficPort())))
                .toList();
        await().until(() -> count("200 slow") > 30);

        await(leaves.stop());
        await(slow.close());
        int before = count("200 n1");
        await().until(() -> count("200 n1") > before + 100);
        over.set(true);
        clients.forEach(CompletableFuture::join);
        assertThat(answers).containsOnlyKeys("200 slow", "200 n1");
        balancers.forEach(balancer -> assertThat(
                        new McmpClient(balancer.mcmpPort()).info().lines().filter(line -> line.startsWith("Context:")))
                .hasSize(1));
        assertThat(stays.state()).extracting(BalancerState::standing).containsOnly(BalancerState.Standing.OK);
    }

    private void requests(int port) {
        while (!over.get()) {
            try (RawHttp client = RawHttp.connect(port)) {
                RawHttp.Response response =
                        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read(Duration.ofSeconds(5));
                answers.computeIfAbsent(response.status() + " " + response.body(), none -> new AtomicInteger())
                        .incrementAndGet();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private int count(String answer) {
        return answers.getOrDefault(answer, new AtomicInteger()).get();
    }
}
