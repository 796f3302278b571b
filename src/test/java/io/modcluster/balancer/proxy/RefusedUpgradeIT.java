package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withScheme;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.ws.Frames;
import io.modcluster.balancer.testkit.ws.TunnelClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RefusedUpgradeIT {
    private static final String WEBSOCKET = Frames.request("/chat") + "\r\n";
    private static final String GET = "GET /next HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void a_hundred_refusals_leave_no_connection_and_the_client_keeps_its_own() throws Exception {
        try (RecordingNode node = RecordingNode.start("n");
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            node.answer(request -> request.target().equals("/chat")
                    ? Answer.raw(
                            "HTTP/1.1 401 Who are you\r\nWWW-Authenticate: Basic\r\nContent-Length: 9\r\n\r\nnot today")
                    : Answer.ok("fine"));
            for (int i = 0; i < 100; i++) {
                RawHttp.Response refused = client.send(WEBSOCKET).read(SOON);
                assertThat(refused.status()).isEqualTo(401);
                assertThat(refused.head()).startsWith("HTTP/1.1 401 Who are you\r\n");
                assertThat(refused.header("www-authenticate")).isEqualTo("Basic");
                assertThat(refused.body()).isEqualTo("not today");
            }
            assertThat(client.send(GET).read(SOON).body()).isEqualTo("fine");

            proxy.assertCountersAtRest();
            // the one in the pool, which is for ordinary requests
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.openConnections()).isOne());
            assertThat(node.connections()).isEqualTo(101);
            assertThat(node.brokenConnections()).isZero();
        }
    }

    @Test
    void a_refusal_of_a_megabyte_in_chunks_arrives_whole() throws Exception {
        String chunk = "x".repeat(0xffff);
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 503 No\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 16; i++) {
                        connection.send("ffff\r\n" + chunk + "\r\n");
                    }
                    connection.send("0\r\n\r\n");
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start()) {
            RawHttp.Response refused = proxy.ask(WEBSOCKET);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).hasSize(16 * 0xffff);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.openConnections()).isZero());
        }
    }

    @Test
    void a_refusal_goes_no_faster_than_it_is_taken() throws Exception {
        byte[] piece = new byte[1 << 16];
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 No\r\nContent-Length: " + (1L << 26) + "\r\n\r\n");
                    connection.send(piece, 1 << 10);
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                TunnelClient client = TunnelClient.connect(proxy.port())) {
            client.send(WEBSOCKET).head();
            long stuck = TunnelPressureIT.stuckAt(node);
            assertThat(stuck).isLessThan(20L << 20);
            assertThat(client.skip(1L << 26)).isEqualTo(1L << 26);
        }
    }

    @Test
    void a_refusal_that_breaks_off_is_cut_at_the_client() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nhalf");
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port())).start();
                RawHttp client = proxy.client()) {
            RawHttp.Outcome outcome = client.send(WEBSOCKET).readUntilQuiet(SOON);
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.responses()).isEmpty();
        }
    }

    @Test
    void a_dead_node_costs_no_upgrade() throws Exception {
        try (ByteNode alive = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted() + "hi");
                });
                ProxyFixture proxy =
                        new ProxyFixture(node("a", ByteNode.unusedPort()), node("b", alive.port())).start()) {
            for (int i = 0; i < 5; i++) {
                try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                    assertThat(client.read(2)).isEqualTo("hi");
                }
            }
            assertThat(proxy.failures()).isNotEmpty();
        }
    }

    @Test
    void a_node_that_closes_without_an_answer_is_left_for_another() throws Exception {
        try (ByteNode closes = ByteNode.start(ByteNode.Connection::readHead);
                ByteNode alive = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted() + "hi");
                });
                ProxyFixture proxy = new ProxyFixture(node("a", closes.port()), node("b", alive.port())).start()) {
            for (int i = 0; i < 4; i++) {
                try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                    assertThat(client.read(2)).isEqualTo("hi");
                }
            }
            assertThat(closes.connections()).isPositive();
        }
    }

    @Test
    void over_ajp_there_is_none_but_another_node_may_have_it() throws Exception {
        Node ajp = node("a", ByteNode.unusedPort(), config -> withScheme(config, Scheme.AJP));
        try (ByteNode http = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted() + "hi");
                });
                ProxyFixture proxy = new ProxyFixture(ajp).start()) {
            RawHttp.Response none = proxy.ask(WEBSOCKET);
            assertThat(none.status()).isEqualTo(501);
            assertThat(none.body()).contains("which know no upgrade");

            proxy.put(node("b", http.port()));
            proxy.publish();
            await().atMost(SOON).ignoreExceptions().until(() -> {
                TunnelClient.open(proxy.port(), "/").close();
                return true;
            });
            for (int i = 0; i < 6; i++) {
                try (TunnelClient client = TunnelClient.open(proxy.port(), "/")) {
                    assertThat(client.read(2)).isEqualTo("hi");
                }
            }
            assertThat(proxy.failures()).isEmpty();
        }
    }

    @Test
    void there_are_no_more_tunnels_than_there_may_be() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
                    connection.readHead();
                    connection.send(Frames.accepted());
                    connection.readToEnd();
                });
                ProxyFixture proxy = new ProxyFixture(node("n", node.port()))) {
            proxy.options.getUpgrade().setMaxTunnels(3);
            proxy.start();
            List<TunnelClient> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                open.add(TunnelClient.open(proxy.port(), "/"));
            }
            RawHttp.Response refused = proxy.ask(WEBSOCKET);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isNotNull();
            assertThat(node.connections()).isEqualTo(3);

            open.remove(0).close();
            await().atMost(SOON).ignoreExceptions().untilAsserted(() -> open.add(TunnelClient.open(proxy.port(), "/")));
            for (TunnelClient client : open) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "OPTIONS"})
    void another_protocol_is_let_through_when_it_is_configured(String method) throws Exception {
        String request = method + " / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: h2c, VNC/3.8\r\n\r\n";
        try (ByteNode node = ByteNode.start(connection -> {
                    boolean asked = connection.readHead().contains("\r\nupgrade: VNC/3.8\r\n");
                    connection.send(
                            asked
                                    ? "HTTP/1.1 101 Go\r\nUpgrade: vnc/3.8\r\nConnection: upgrade\r\n\r\nRFB"
                                    : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain");
                    connection.readToEnd();
                });
                ProxyFixture plain = new ProxyFixture(node("n", node.port())).start();
                ProxyFixture proxy = new ProxyFixture(node("n", node.port()))) {
            assertThat(plain.ask(request).body()).isEqualTo("plain");
            proxy.options.getUpgrade().setTokens(List.of("websocket", "vnc/3.8"));
            proxy.start();
            try (TunnelClient client = TunnelClient.connect(proxy.port())) {
                assertThat(client.send(request).head()).startsWith("HTTP/1.1 101 ");
                assertThat(client.read(3)).isEqualTo("RFB");
            }
        }
    }
}
