package io.modcluster.balancer.node;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.node.BalancerState.Standing;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.undertow.Undertow;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.mod_cluster.MCMPConfig;
import io.undertow.server.handlers.proxy.mod_cluster.ModCluster;
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
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The node side with a balancer that is not ours: Undertow's, which closes each connection and has an INFO of its own. */
class UndertowBalancerIT {
    private final Vertx vertx = Vertx.vertx();
    private XnioWorker worker;
    private ModCluster modCluster;
    private Undertow undertow;
    private HttpServer server;
    private int mcmpPort;
    private int trafficPort;

    @BeforeEach
    void start() throws IOException {
        List<Integer> ports = FreePorts.find(2);
        mcmpPort = ports.get(0);
        trafficPort = ports.get(1);
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        modCluster = ModCluster.builder(worker).build();
        undertow = Undertow.builder()
                .setWorker(worker)
                // Undertow takes MCMP on the address that its configuration names, and nowhere else
                .addHttpListener(
                        mcmpPort,
                        "127.0.0.1",
                        MCMPConfig.builder()
                                .setManagementHost("127.0.0.1")
                                .setManagementPort(mcmpPort)
                                .build()
                                .create(modCluster, ResponseCodeHandler.HANDLE_404))
                .addHttpListener(trafficPort, "127.0.0.1", modCluster.createProxyHandler())
                .build();
        modCluster.start();
        undertow.start();
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("n1 " + request.path()))
                .listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() {
        await(vertx.close());
        undertow.stop();
        modCluster.stop();
        worker.shutdown();
    }

    private ModClusterNode node(Vertx of, int port) {
        return ModClusterNode.create(of, options(port));
    }

    private NodeOptions options(int port) {
        return new NodeOptions()
                .setJvmRoute("n1")
                .setPort(port)
                .setContexts(List.of("/app", "/old"))
                .setAliases(List.of("localhost", "www.example.com"))
                .setBalancers(List.of("127.0.0.1:" + mcmpPort))
                .setPeriod(Duration.ofMillis(200));
    }

    private RawHttp.Response get(String path) {
        try (RawHttp client = RawHttp.connect(trafficPort)) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read(Duration.ofSeconds(5));
        } catch (IOException failed) {
            throw new AssertionError(path, failed);
        }
    }

    private String info() {
        return new McmpClient(mcmpPort).exchange("INFO", "/", "", "").body();
    }

    private static void hasStanding(ModClusterNode node, Standing standing) {
        assertThat(node.state()).extracting(BalancerState::standing).containsExactly(standing);
    }

    @Test
    void a_node_registers_is_served_drains_and_is_removed() {
        ModClusterNode node = node(vertx, server.actualPort());
        await(node.start());
        hasStanding(node, Standing.OK);
        await().untilAsserted(() -> assertThat(get("/app/x").body()).isEqualTo("n1 /app/x"));

        await(node.remove("/old"));
        assertThat(info()).contains("Context: /app, Status: ENABLED").doesNotContain("/old");
        await(node.stop());
        assertThat(info()).doesNotContain("Name: n1");
        assertThat(get("/app/x").status()).isIn(404, 503);
    }

    @Test
    void a_node_that_was_forgotten_or_comes_back_elsewhere_is_served_again() {
        Vertx doomed = Vertx.vertx();
        await(node(doomed, server.actualPort()).start());
        new McmpClient(mcmpPort).exchange("REMOVE-APP", "/*", "JVMRoute=n1", "");
        assertThat(info()).doesNotContain("Name: n1");
        await().untilAsserted(() -> assertThat(get("/app").body()).isEqualTo("n1 /app"));

        // it died, and its successor has another port: Undertow refuses the first CONFIG as SYNTAX
        HttpServer elsewhere = await(vertx.createHttpServer()
                .requestHandler(request -> request.response().end("elsewhere"))
                .listen(0, "127.0.0.1"));
        await(doomed.close());
        ModClusterNode successor = node(vertx, elsewhere.actualPort());
        await(successor.start());
        await().untilAsserted(() -> assertThat(get("/app").body()).isEqualTo("elsewhere"));
    }

    @Test
    void a_stop_under_load_loses_no_request() {
        HttpServer slow = await(vertx.createHttpServer()
                .requestHandler(
                        request -> vertx.setTimer(30, id -> request.response().end("slow")))
                .listen(0, "127.0.0.1"));
        ModClusterNode stays = node(vertx, server.actualPort());
        ModClusterNode leaves =
                ModClusterNode.create(vertx, options(slow.actualPort()).setJvmRoute("n2"));
        await(stays.start());
        await(leaves.start());
        Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> clients = Stream.generate(
                        () -> CompletableFuture.runAsync(() -> requests(answers, over)))
                .limit(4)
                .toList();
        await().until(() -> count(answers, "200 slow") > 20);

        await(leaves.stop());
        await(slow.close());
        int before = count(answers, "200 n1 /app");
        await().until(() -> count(answers, "200 n1 /app") > before + 50);
        over.set(true);
        clients.forEach(CompletableFuture::join);
        assertThat(answers).containsOnlyKeys("200 slow", "200 n1 /app");
    }

    private void requests(Map<String, AtomicInteger> answers, AtomicBoolean over) {
        while (!over.get()) {
            RawHttp.Response response = get("/app");
            answers.computeIfAbsent(response.status() + " " + response.body(), none -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    private static int count(Map<String, AtomicInteger> answers, String answer) {
        return answers.getOrDefault(answer, new AtomicInteger()).get();
    }
}
