package io.modcluster.balancer.examples;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The samples of the manual do what it says. */
class EmbeddingSamplesIT {
    private final Vertx vertx = Vertx.vertx();
    private RecordingNode node;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        node.close();
    }

    private void register(int mcmpPort) {
        McmpClient client = new McmpClient(mcmpPort);
        assertThat(client.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Type=http&Port=" + node.port()))
                .isEqualTo("200");
        assertThat(client.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost&Context=/"))
                .startsWith("200");
        assertThat(client.send("STATUS", "JVMRoute=n1&Load=50")).contains("State=OK");
    }

    private static RawHttp.Response get(int port, String path) throws IOException {
        try (RawHttp client = RawHttp.connect(port)) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read(Duration.ofSeconds(5));
        }
    }

    @Test
    void an_application_serves_its_own_routes_and_the_nodes_the_rest_on_each_of_its_event_loops() throws Exception {
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, Shop.balancerOptions());
        Set<Shop> shops = ConcurrentHashMap.newKeySet();
        await(balancer.start());
        String deployment = await(vertx.deployVerticle(
                () -> {
                    Shop shop = new Shop(balancer);
                    shops.add(shop);
                    return shop;
                },
                new DeploymentOptions().setInstances(2)));
        register(balancer.mcmpPort());

        List<Integer> ports = shops.stream().map(Shop::port).toList();
        assertThat(ports).doesNotHaveDuplicates().hasSize(2);
        for (int port : ports) {
            assertThat(get(port, "/hello").body()).isEqualTo("hello");
            assertThat(get(port, "/other").body()).isEqualTo("n1");
            assertThat(get(port, "/nodes").body()).contains("n1");
        }
        assertThat(balancer.trafficPort()).isEqualTo(-1);
        assertThat(balancer.managerPort()).isEqualTo(-1);

        await(EmbeddingSamples.stop(vertx, balancer, deployment));
        assertThat(catchThrowable(() -> get(ports.get(0), "/hello"))).isInstanceOf(ConnectException.class);
    }

    @Test
    void the_start_of_the_sample_starts_balancer_and_application() {
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, Shop.balancerOptions());
        String deployment = await(EmbeddingSamples.start(vertx, balancer));
        assertThat(balancer.isReady()).isTrue();
        await(EmbeddingSamples.stop(vertx, balancer, deployment));
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void a_server_without_router_sends_requests_to_the_nodes_until_the_balancer_stops() throws Exception {
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, Shop.balancerOptions());
        await(balancer.start());
        HttpServer server = await(EmbeddingSamples.withoutRouter(vertx, balancer));
        register(balancer.mcmpPort());

        assertThat(get(server.actualPort(), "/").body()).isEqualTo("n1");
        await(balancer.stop());
        RawHttp.Response late = get(server.actualPort(), "/");
        assertThat(late.status()).isEqualTo(503);
        assertThat(late.body()).isEqualTo("this balancer was stopped\n");
    }

    @Test
    void verticles_are_deployed_by_their_class_names() throws Exception {
        List<Integer> ports = FreePorts.find(3);
        await(EmbeddingSamples.byClassName(vertx, EmbeddingSamples.config(ports.get(0), ports.get(1), ports.get(2))));
        register(ports.get(1));

        for (int i = 0; i < 10; i++) {
            assertThat(get(ports.get(0), "/").body()).isEqualTo("n1");
        }
        assertThat(get(ports.get(2), "/health/ready").status()).isEqualTo(200);
        assertThat(new McmpClient(ports.get(1))
                        .send("CONFIG", "JVMRoute=n2&Host=127.0.0.1&Type=http&Port=" + ports.get(0)))
                .as("our own port")
                .startsWith("500");

        for (String id : Set.copyOf(vertx.deploymentIDs())) {
            await(vertx.undeploy(id));
        }
        for (int port : ports) {
            assertThat(catchThrowable(() -> get(port, "/"))).isInstanceOf(ConnectException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "advertise.AdvertiseVerticle",
                "cluster.RegistryVerticle",
                "health.HealthVerticle",
                "manager.ManagerVerticle",
                "mcmp.McmpVerticle",
                "proxy.ProxyVerticle"
            })
    void everything_that_is_wrong_with_the_config_of_a_deployment_is_told_at_once(String name) {
        JsonObject wrong = new JsonObject()
                .put("prefix", "Not A Prefix")
                .put("trafic", new JsonObject().put("port", 1))
                .put("mcmp", new JsonObject().put("port", 99_999));
        Throwable told = catchThrowable(() -> await(
                vertx.deployVerticle("io.modcluster.balancer." + name, new DeploymentOptions().setConfig(wrong))));
        assertThat(told).isInstanceOf(CompletionException.class).hasCauseInstanceOf(OptionsProblems.class);
        assertThat(told.getCause()).hasMessageContainingAll("prefix: \"Not A Prefix\"", "trafic.port", "mcmp.port");
    }

    @Test
    void a_proxy_by_itself_cannot_take_mcmp_and_says_so() {
        JsonObject config = new JsonObject().put("mcmp", new JsonObject().put("on-traffic-port", true));
        assertThat(catchThrowable(() -> await(vertx.deployVerticle(
                        "io.modcluster.balancer.proxy.ProxyVerticle", new DeploymentOptions().setConfig(config)))))
                .hasMessageContaining("mcmp.on-traffic-port: \"true\" (expected: false, or ModClusterBalancer");
    }
}
