package io.modcluster.balancer;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Balancers in a Vert.x that belongs to somebody else, who goes on using it. */
class EmbeddingIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private Vertx plain() {
        Vertx vertx = Vertx.vertx();
        open.add(() -> await(vertx.close()));
        return vertx;
    }

    private ClusteredVertx cluster(int count) throws IOException {
        ClusteredVertx cluster = new ClusteredVertx(count);
        open.add(cluster);
        return cluster;
    }

    private RecordingNode node(String name) throws IOException {
        RecordingNode node = RecordingNode.start(name);
        open.add(node);
        return node;
    }

    private static BalancerOptions portForNodesOnly() {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setEnabled(false).setStopDelay(Duration.ZERO);
        options.getManager().setEnabled(false);
        options.getMcmp().setPort(0);
        return options;
    }

    /** A balancer with the server of an application in front of it. */
    private record Embedded(ModClusterBalancer balancer, HttpServer server, List<JsonObject> events) {
        static Embedded start(Vertx vertx, String prefix) {
            ModClusterBalancer balancer = ModClusterBalancer.create(vertx, portForNodesOnly(), prefix);
            List<JsonObject> events = new CopyOnWriteArrayList<>();
            balancer.onNodeEvent(events::add);
            await(balancer.start());
            Router router = Router.router(vertx);
            router.get("/own").handler(context -> context.end("own"));
            router.route("/*").handler(ProxyHandler.create(balancer.httpProxy()));
            HttpServer server =
                    await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
            return new Embedded(balancer, server, events);
        }

        void register(RecordingNode node) {
            McmpClient client = new McmpClient(balancer.mcmpPort());
            String route = "JVMRoute=" + node.name();
            assertThat(client.send("CONFIG", route + "&Host=127.0.0.1&Type=http&Port=" + node.port()))
                    .isEqualTo("200");
            assertThat(client.send("ENABLE-APP", route + "&Alias=localhost&Context=/"))
                    .startsWith("200");
        }

        RawHttp.Response get(String path) throws IOException {
            try (RawHttp client = RawHttp.connect(server.actualPort())) {
                return client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .read(SOON);
            }
        }

        String info() {
            return new McmpClient(balancer.mcmpPort()).info();
        }
    }

    @Test
    void what_is_registered_at_one_member_of_an_embedders_cluster_is_routed_by_another() throws Exception {
        ClusteredVertx cluster = cluster(2);
        Embedded first = Embedded.start(cluster.get(0), "modcluster");
        Embedded second = Embedded.start(cluster.get(1), "modcluster");

        first.register(node("n1"));

        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(second.get("/").body()).isEqualTo("n1"));
        assertThat(await(second.balancer().nodes()))
                .extracting(node -> node.route().value())
                .containsExactly("n1");
        await(first.balancer().stop());
        assertThat(second.get("/").body()).isEqualTo("n1");
        await(second.balancer().stop());
    }

    @Test
    void two_balancers_in_one_vertx_know_nothing_of_each_other() throws Exception {
        Vertx vertx = plain();
        Embedded blue = Embedded.start(vertx, "blue");
        Embedded green = Embedded.start(vertx, "green");
        assertApart(blue, green, blue, green);
        await(blue.balancer().stop());
        assertThat(green.get("/").body()).as("after the stop of the other").isEqualTo("n1");
    }

    @Test
    void nor_do_two_in_each_vertx_of_a_cluster() throws Exception {
        ClusteredVertx cluster = cluster(2);
        Embedded blue = Embedded.start(cluster.get(0), "blue");
        Embedded green = Embedded.start(cluster.get(0), "green");
        Embedded otherBlue = Embedded.start(cluster.get(1), "blue");
        Embedded otherGreen = Embedded.start(cluster.get(1), "green");
        assertApart(blue, green, otherBlue, otherGreen);
        for (Embedded each : List.of(otherGreen, otherBlue, green, blue)) {
            await(each.balancer().stop());
        }
    }

    /** Both have a node n1, only the first has n2; requests go through {@code blue} alone. */
    private void assertApart(Embedded blue, Embedded green, Embedded blueToo, Embedded greenToo) throws Exception {
        RecordingNode shared = node("n1");
        blue.register(shared);
        green.register(shared);
        RecordingNode second = node("n2");
        blue.register(second);

        Awaitility.await().atMost(SOON).untilAsserted(() -> {
            assertThat(types(blueToo)).hasSize(4);
            assertThat(types(greenToo)).hasSize(2);
            assertThat(await(blueToo.balancer().nodes())).hasSize(2);
            assertThat(await(greenToo.balancer().nodes())).hasSize(1);
        });
        for (int i = 0; i < 10; i++) {
            assertThat(blue.get("/").body()).startsWith("n");
        }
        int requests = shared.requests().size() + second.requests().size();
        assertThat(requests).isEqualTo(10);
        assertThat(blue.info()).contains("Elected: " + shared.requests().size());
        assertThat(green.info()).contains("Elected: 0");
        assertThat(types(green)).as("events").containsExactlyInAnyOrder("node_registered", "context_changed");
    }

    private static List<String> types(Embedded embedded) {
        return embedded.events().stream().map(event -> event.getString("type")).toList();
    }

    @Test
    void after_a_stop_the_application_goes_on_and_what_the_balancer_had_is_503() throws Exception {
        Vertx vertx = plain();
        Embedded app = Embedded.start(vertx, "modcluster");
        RecordingNode node = node("n1");
        app.register(node);
        assertThat(app.get("/").body()).isEqualTo("n1");
        int mcmp = app.balancer().mcmpPort();

        await(app.balancer().stop());

        assertThat(app.get("/own").body()).isEqualTo("own");
        assertThat(app.get("/").status()).isEqualTo(503);
        assertThat(catchThrowable(() -> new McmpClient(mcmp).info())).hasRootCauseInstanceOf(ConnectException.class);
        Awaitility.await().atMost(SOON).until(() -> node.openConnections() == 0);
        assertThat(vertx.deploymentIDs()).isEmpty();
    }

    @Test
    void another_balancer_may_take_the_place_of_one_that_was_stopped() throws Exception {
        Vertx vertx = plain();
        Embedded first = Embedded.start(vertx, "modcluster");
        await(first.balancer().stop());
        Embedded second = Embedded.start(vertx, "modcluster");
        second.register(node("n1"));
        assertThat(second.get("/").body()).isEqualTo("n1");
        assertThat(first.get("/").status()).isEqualTo(503);
    }

    @Test
    void ports_that_are_not_wanted_are_not_open() throws Exception {
        List<Integer> ports = FreePorts.find(2);
        BalancerOptions options = portForNodesOnly();
        options.getTraffic().setHost("127.0.0.1").setPort(ports.get(0));
        options.getManager().setPort(ports.get(1));
        ModClusterBalancer balancer = ModClusterBalancer.create(plain(), options);
        await(balancer.start());

        for (int port : ports) {
            assertThat(catchThrowable(() -> RawHttp.connect(port))).isInstanceOf(ConnectException.class);
        }
        assertThat(balancer.trafficPort()).isEqualTo(-1);
        assertThat(balancer.managerPort()).isEqualTo(-1);
        assertThat(new McmpClient(balancer.mcmpPort()).info()).isEmpty();
        await(balancer.stop());
    }
}
