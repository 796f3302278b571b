package io.modcluster.balancer.mcmp;

import static io.modcluster.balancer.testkit.McmpClient.mem;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.McmpOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class McmpListenerIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void nodes_are_told_to_try_again_while_there_is_no_registry() {
        Vertx vertx = TestVertx.vertx();
        McmpVerticle listener = new McmpVerticle(new McmpOptions().setPort(0), new EventBusAddresses("alone"));
        assertThat(listener.actualPort()).isZero();
        McmpFixture.await(vertx.deployVerticle(listener));
        McmpClient node = new McmpClient(listener.actualPort());
        for (String method : new String[] {"CONFIG", "INFO", "STATUS"}) {
            assertThat(node.send(method, "JVMRoute=n1")).isEqualTo(mem("The balancer is not ready, try again"));
        }
        assertThat(node.send("VERSION", "")).startsWith("200 ");
        McmpFixture.await(vertx.close());
    }

    @Test
    void a_peer_cannot_take_all_connections_for_ever() throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        try (McmpFixture balancer = new McmpFixture(options -> options.getMcmp().setMaxNodes(10))) {
            for (int i = 0; i < McmpVerticle.MIN_CONNECTIONS; i++) {
                connections.add(RawHttp.connect(balancer.port()));
            }
            connections.get(0).send(McmpClient.request("PING", "/", "", ""));
            assertThat(connections.get(0).read(SOON).status()).isEqualTo(200);
            RawHttp tooMuch = RawHttp.connect(balancer.port());
            connections.add(tooMuch);
            assertThat(tooMuch.isClosedWithin(SOON)).isTrue();
            connections.get(1).close();
            Awaitility.await().atMost(SOON).ignoreExceptions().untilAsserted(() -> assertThat(
                            balancer.client().send("PING", ""))
                    .contains("State=OK"));
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void there_is_a_connection_for_each_node_that_may_register_and_some_more() throws IOException {
        List<RawHttp> connections = new ArrayList<>();
        try (McmpFixture balancer = new McmpFixture()) {
            int nodes = McmpOptions.DEFAULT_MAX_NODES;
            for (int i = 0; i < nodes; i++) {
                connections.add(RawHttp.connect(balancer.port()));
            }
            assertThat(balancer.client().send("PING", "")).contains("State=OK");
        } finally {
            for (RawHttp connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void broken_framing_ends_the_connection_and_changes_nothing() throws IOException {
        try (McmpFixture balancer = new McmpFixture()) {
            String head = "CONFIG / HTTP/1.1\r\nHost: b\r\n";
            String chunked = head + "Transfer-Encoding: chunked\r\n";
            String x = "\r\na\r\nJVMRoute=x";
            for (String bytes : List.of(
                    chunked + x + "\r\nzz\r\n\r\n",
                    chunked + x + "JVMRoute=y\r\n0\r\n\r\n",
                    chunked + "Content-Length: 10\r\n" + x + "\r\n0\r\n\r\n",
                    head + "Content-Length: 10\r\nContent-Length: 11\r\n\r\nJVMRoute=x",
                    head + "Content-Length: 99999999999999999999\r\n\r\n",
                    head + "Content-Length: -1\r\n\r\n",
                    head + "X-Long: " + "x".repeat(20_000) + "\r\n\r\n",
                    "CONFIG /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: b\r\n\r\n")) {
                RawHttp.Outcome outcome = RawHttp.exchange(balancer.port(), bytes, SOON);
                assertThat(outcome.closed()).as(bytes).isTrue();
                assertThat(outcome.statuses()).as(bytes).allMatch(status -> status >= 400);
            }
            assertThat(balancer.client().info()).isEmpty();
        }
    }

    @Test
    void a_node_that_breaks_off_in_its_message_changes_nothing() throws IOException {
        try (McmpFixture balancer = new McmpFixture()) {
            try (RawHttp connection = RawHttp.connect(balancer.port())) {
                connection.send("CONFIG / HTTP/1.1\r\nHost: b\r\nContent-Length: 20\r\n\r\nJVMRoute=x");
                connection.finishSending();
                assertThat(connection.isClosedWithin(SOON)).isTrue();
            }
            assertThat(balancer.client().info()).isEmpty();
        }
    }

    @Test
    void who_is_not_allowed_cannot_keep_nodes_out() throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress elsewhere = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        List<Socket> strangers = new ArrayList<>();
        try (McmpFixture balancer =
                new McmpFixture(options -> options.getMcmp().setAllow(List.of(CidrBlock.parse("127.0.0.1/32"))))) {
            for (int i = 0; i < McmpVerticle.MIN_CONNECTIONS; i++) {
                strangers.add(new Socket(here, balancer.port(), elsewhere, 0));
            }
            assertThat(balancer.client().send("PING", "")).contains("State=OK");
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    @DisplayName("3 a port without MCMP does not implement its methods")
    void a_port_without_mcmp_does_not_implement_its_methods() {
        try (RunningBalancer balancer = RunningBalancer.start()) {
            RawHttp.Response answer = new McmpClient(balancer.traffic().getPort()).exchange("INFO", "/", "", "");
            assertThat(answer.status()).isEqualTo(501);
            assertThat(answer.header("Type")).isEmpty();
        }
    }

    @Test
    void the_traffic_port_takes_mcmp_where_it_is_told_to() {
        try (RunningBalancer balancer =
                RunningBalancer.start(options -> options.getMcmp().setOnTrafficPort(true))) {
            McmpClient node = new McmpClient(balancer.traffic().getPort());
            assertThat(node.send("CONFIG", "JVMRoute=n1&Port=1")).isEqualTo("200");
            assertThat(node.send("DISABLE-APP", "/*", "JVMRoute=n1")).isEqualTo("200");
            assertThat(node.send(
                            "CONFIG",
                            "JVMRoute=n2&Host=127.0.0.1&Port="
                                    + balancer.traffic().getPort()))
                    .startsWith("500 SYNTAX");
            assertThat(node.exchange("GET", "/", "", "").status()).isEqualTo(404);
            assertThat(new McmpClient(balancer.mcmp().getPort()).info()).contains("Name: n1,");
        }
    }
}
