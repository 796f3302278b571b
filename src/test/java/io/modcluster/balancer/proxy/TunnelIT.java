package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withScheme;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.testkit.ws.TunnelClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelIT {
    private static final String HELLO = Frames.masked(Frames.TEXT, "hello");

    private static ByteNode echo() throws Exception {
        return ByteNode.start(connection -> {
            connection.readHead();
            connection.send(Frames.accepted());
            while (true) {
                connection.send(connection.read(1));
            }
        });
    }

    @Test
    void bytes_go_both_ways_as_they_are() throws Exception {
        try (ByteNode node = echo();
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.connect(proxy.port())) {
            client.send(Frames.request("/chat?room=1") + "Cookie: JSESSIONID=a.n\r\nTE: trailers\r\n\r\n");
            String head = client.head();
            assertThat(head)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                    .containsIgnoringCase("\r\nConnection: upgrade\r\n")
                    .containsIgnoringCase("\r\nSec-WebSocket-Accept: " + Frames.accept(Frames.KEY) + "\r\n")
                    .contains("1.1 test-balancer")
                    .doesNotContainIgnoringCase("transfer-encoding")
                    .doesNotContainIgnoringCase("content-length");
            client.send(HELLO);
            assertThat(client.read(HELLO.length())).isEqualTo(HELLO);
            // what follows is not looked at: this is neither a frame nor HTTP
            String noise = "\0\1\2GET / HTTP/1.1\r\n\r\n\u00ff";
            client.send(noise);
            assertThat(client.read(noise.length())).isEqualTo(noise);

            assertThat(node.received())
                    .startsWith("GET /chat?room=1 HTTP/1.1\r\n")
                    .containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                    .containsIgnoringCase("\r\nConnection: upgrade\r\n")
                    .contains("\r\nSec-WebSocket-Key: " + Frames.KEY + "\r\n", "\r\nCookie: JSESSIONID=a.n\r\n")
                    .contains("X-Forwarded-For: 127.0.0.1")
                    .doesNotContain("TE: trailers");
        }
    }

    @Test
    void bytes_that_come_with_a_head_are_not_lost_on_either_side() throws Exception {
        String fromNode = Frames.frame(Frames.TEXT, "first").repeat(1000);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    String early = connection.read(0);
                    connection.send(Frames.accepted() + fromNode + early);
                    connection.send("[" + connection.read(3 * HELLO.length()) + "]");
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.connect(proxy.port())) {
            client.send(Frames.request("/") + "\r\n" + HELLO + HELLO);
            client.send(HELLO);
            client.head();
            assertThat(client.rest()).isEqualTo(fromNode + '[' + HELLO.repeat(3) + ']');
        }
    }

    @Test
    void the_end_of_one_direction_is_not_that_of_the_other() throws Exception {
        AtomicReference<String> received = new AtomicReference<>();
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    connection.readToEnd();
                    received.set("all");
                    connection.send("still here");
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            client.send(HELLO).finishSending();
            assertThat(client.rest()).isEqualTo("still here");
            assertThat(received.get()).isEqualTo("all");
            assertThat(node.received()).endsWith(HELLO);
        }
    }

    @Test
    void the_end_of_the_nodes_direction_is_passed_on_first() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted() + "bye");
                    connection.finishSending();
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            assertThat(client.rest()).isEqualTo("bye");
            client.send(HELLO).finishSending();
            await().atMost(SOON).untilAsserted(() -> assertThat(node.received()).endsWith(HELLO));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.openConnections()).isZero());
        }
    }

    @Test
    void it_is_in_flight_at_its_node_until_it_ends() throws Exception {
        try (ByteNode node = echo();
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start()) {
            try (TunnelClient client = TunnelClient.open(proxy.port(), "/");
                    TunnelClient other = TunnelClient.open(proxy.port(), "/")) {
                client.send(HELLO).read(HELLO.length());
                assertThat(proxy.counter("n").inFlight("/")).isEqualTo(2);
                assertThat(proxy.counter("n").connected()).isEqualTo(2);
                assertThat(proxy.counter("n").elected()).isEqualTo(2);
                assertThat(proxy.counter("n").transferred()).isEqualTo(HELLO.length());
                assertThat(proxy.counter("n").read()).isEqualTo(HELLO.length());
                other.reset();
                await().atMost(SOON)
                        .untilAsserted(() ->
                                assertThat(proxy.counter("n").inFlight("/")).isOne());
            }
            proxy.assertCountersAtRest();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.openConnections()).isZero());
        }
    }

    @Test
    @DisplayName("K-05: when a node dies its clients see the end within 1 s")
    void k_05_dead_node() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    connection.read(HELLO.length());
                    connection.reset();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            long since = System.nanoTime();
            client.send(HELLO);
            assertThat(client.rest()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void a_node_of_type_ws_is_one_of_type_http() throws Exception {
        try (ByteNode node = echo();
                ProxyFixture proxy =
                        new ProxyFixture(node("n", node.port(), config -> withScheme(config, Scheme.WS))).start();
                TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
            client.send(HELLO);
            assertThat(client.read(HELLO.length())).isEqualTo(HELLO);
        }
    }

    @Test
    void the_time_for_a_request_is_none_for_a_tunnel() throws Exception {
        try (ByteNode node = echo();
                ProxyFixture proxy = new ProxyFixture(node("n", node.port()))) {
            proxy.options.getRequest().setTotalTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
                assertThat(proxy.counter("n").connected()).isOne();
                client.send(HELLO);
                assertThat(client.read(HELLO.length())).isEqualTo(HELLO);
            }
        }
    }

    @Test
    void a_tunnel_without_a_byte_is_ended() throws Exception {
        try (ByteNode node = echo();
                ProxyFixture proxy = new ProxyFixture(node("n", node.port()))) {
            proxy.options.getUpgrade().setIdleTimeout(Duration.ofSeconds(1));
            proxy.start();
            try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                for (int i = 0; i < 5; i++) {
                    await().pollDelay(Duration.ofMillis(300)).until(() -> true);
                    client.send(HELLO);
                    assertThat(client.read(HELLO.length())).isEqualTo(HELLO);
                }
                assertThat(client.frame()).isEqualTo(Frames.frame(Frames.CLOSE, "\u0003\u00e9"));
                assertThat(client.rest()).isEmpty();
            }
        }
    }
}
