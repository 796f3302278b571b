package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.FlushPackets;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients that go away or answerless nodes: who waits how long, and what is left behind. */
class ClientAndTimeIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    private static NodeConfig withTimeout(NodeConfig config, Duration timeout) {
        ConnectionConfig connection = new ConnectionConfig(
                FlushPackets.OFF, Duration.ZERO, Duration.ofSeconds(10), -1, Duration.ofSeconds(60), timeout);
        return new NodeConfig(config.address(), false, "", config.balancer(), connection);
    }

    @Test
    void a_client_that_goes_away_ends_the_request_at_the_node() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1").answer(any -> Answer.never());
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            try (RawHttp client = proxy.client()) {
                client.send(GET);
                await().until(() -> node.requests().size() == 1);
                assertThat(proxy.counter("n1").inFlight("/")).isEqualTo(1);
            }

            await().atMost(SOON).until(() -> node.openConnections() == 0);
            proxy.assertCountersAtRest();
        }
    }

    @Test
    void a_client_that_goes_away_in_the_middle_of_its_body_ends_the_request_at_the_node() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1");
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start()) {
            try (RawHttp client = proxy.client()) {
                client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
                await().until(() -> node.openConnections() == 1);
            }

            await().atMost(SOON).until(() -> node.openConnections() == 0);
            assertThat(node.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("G-03: clients that trickle their bodies do not keep the connections to a node")
    void clients_that_trickle_their_bodies_do_not_keep_the_connections_to_a_node() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            ProxyFixture fixture = new ProxyFixture(node("n1", node.port()));
            fixture.traffic.setMaxConnectionsPerNode(1).setBodyTimeout(Duration.ofSeconds(1));
            try (ProxyFixture proxy = fixture.start();
                    RawHttp slow = proxy.client()) {
                slow.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\nhalf");
                await().until(() -> node.openConnections() == 1);

                assertThat(slow.read(SOON).status()).isEqualTo(408);

                await().atMost(SOON).until(() -> node.openConnections() == 0);
                assertThat(proxy.get("/").status()).isEqualTo(200);
                assertThat(proxy.failures()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("G-03: one client address has not all connections")
    void one_client_address_has_not_all_connections() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            ProxyFixture fixture = new ProxyFixture(node("n1", node.port()));
            fixture.traffic.setMaxConnectionsPerClient(2);
            try (ProxyFixture proxy = fixture.start();
                    RawHttp first = proxy.client();
                    RawHttp second = proxy.client()) {
                assertThat(first.send(GET).read(SOON).status()).isEqualTo(200);
                assertThat(second.send(GET).read(SOON).status()).isEqualTo(200);
                try (RawHttp third = proxy.client()) {
                    assertThat(third.isClosedWithin(SOON)).isTrue();
                }
                assertThat(first.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                                .readUntilQuiet(SOON)
                                .closed())
                        .isTrue();
                await().atMost(SOON).until(() -> {
                    try (RawHttp fourth = proxy.client()) {
                        return fourth.send(GET)
                                .readUntilQuiet(Duration.ofMillis(500))
                                .statuses()
                                .contains(200);
                    }
                });
            }
        }
    }

    @Test
    void a_client_that_goes_away_while_it_waits_for_a_connection_never_reaches_the_node() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.read(1);
        })) {
            ProxyFixture fixture = new ProxyFixture(node("n1", node.port()));
            fixture.traffic.setMaxConnectionsPerNode(1).setQueueTimeout(Duration.ofSeconds(3));
            try (ProxyFixture proxy = fixture.start()) {
                RawHttp first = proxy.client();
                first.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n");
                await().until(() -> node.received().contains("/first"));
                RawHttp second = proxy.client();
                second.send("GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
                await().until(() -> proxy.counter("n1").connected() == 2);

                second.close();
                await().until(() -> proxy.counter("n1").connected() == 1);
                first.close();

                proxy.assertCountersAtRest();
                assertThat(node.received()).doesNotContain("/second");
            }
        }
    }

    @Test
    @DisplayName("G-07: with pool and queue full the answer is 503 at once, and for who waits after the queue's time")
    void with_all_connections_taken_the_queue_fills_and_then_the_answer_is_503() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1").answer(any -> Answer.never())) {
            ProxyFixture fixture = new ProxyFixture(node("n1", node.port()));
            fixture.traffic.setMaxConnectionsPerNode(1).setQueuePerNode(1).setQueueTimeout(Duration.ofSeconds(2));
            try (ProxyFixture proxy = fixture.start();
                    RawHttp first = proxy.client();
                    RawHttp second = proxy.client()) {
                first.send(GET);
                await().until(() -> node.requests().size() == 1);
                second.send(GET);
                await().until(() -> proxy.counter("n1").connected() == 2);
                long start = System.nanoTime();

                RawHttp.Response full = proxy.get("/");
                assertThat(full.status()).isEqualTo(503);
                assertThat(full.body()).isEqualTo("all connections to the nodes are in use\n");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
                assertThat(second.read(SOON).status()).isEqualTo(503);
                assertThat(proxy.failures()).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("E-05: a node that never answers is 504 at its Timeout, and is not asked again")
    void e_05_response_timeout() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1").answer(any -> Answer.never());
                ProxyFixture proxy = new ProxyFixture(
                                node("n1", node.port(), config -> withTimeout(config, Duration.ofMillis(600))))
                        .start()) {
            proxy.counter("n1");
            long start = System.nanoTime();

            RawHttp.Response response = proxy.get("/");

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.body()).isEqualTo("the node did not answer in time\n");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500), SOON);
            assertThat(node.requests()).hasSize(1);
            await().until(() -> node.openConnections() == 0);
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    @DisplayName("E-06: a body that stands still is cut when the stream has been idle for its time, not before")
    void e_06_stall_mid_body() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")) {
            ProxyFixture fixture =
                    new ProxyFixture(node("n1", node.port(), config -> withTimeout(config, Duration.ofMillis(100))));
            fixture.traffic.setStreamIdleTimeout(Duration.ofMillis(1500));
            node.answerNext(Answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                    .then(Answer.After.HANG));
            try (ProxyFixture proxy = fixture.start();
                    RawHttp client = proxy.client()) {
                client.send(GET);
                assertThat(client.isClosedWithin(Duration.ofSeconds(1))).isFalse();
                assertThat(client.isClosedWithin(SOON)).isTrue();
                await().until(() -> node.openConnections() == 0);
            }
        }
    }

    @Test
    void an_early_answer_ends_the_upload_and_the_connections_of_both_sides() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 413 Too Much\r\nContent-Length: 4\r\n\r\nmuch");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbegin");

            RawHttp.Response response = client.read(SOON);

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("much");
            assertThat(response.header("Connection")).isEqualTo("close");
            assertThat(client.isClosedWithin(SOON)).isTrue();
            await().until(() -> node.openConnections() == 0);
            assertThat(proxy.get("/").status()).isEqualTo(413);
        }
    }

    @Test
    void a_node_that_leaves_the_table_ends_its_running_request_in_peace_and_then_its_connections() throws Exception {
        try (RecordingNode node = RecordingNode.start("n1")
                        .answer(any -> Answer.ok("late").delayed(Duration.ofSeconds(2)));
                ProxyFixture proxy = new ProxyFixture(node("n1", node.port())).start();
                RawHttp client = proxy.client()) {
            client.send(GET);
            await().until(() -> node.requests().size() == 1);

            proxy.remove(node("n1", node.port()));

            assertThat(client.read(SOON).body()).isEqualTo("late");
            await().atMost(SOON).until(() -> node.openConnections() == 0);
            assertThat(proxy.get("/").status()).isEqualTo(404);
        }
    }
}
