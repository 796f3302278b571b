package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY header in front of a connection (its specification of HAProxy, §2). */
class ProxyProtocolIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";
    /** PROXY, TCP over IPv4, 12 bytes: from 192.0.2.7:4711 to 203.0.113.1:443. */
    private static final String V2_TCP4 =
            V2 + "!\u0011\u0000\u000c\u00c0\u0000\u0002\u0007\u00cb\u0000q\u0001\u0012g\u0001\u00bb";

    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void prepare() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        proxy.options
                .getProxyProtocol()
                .setEnabled(true)
                .setTrusted(List.of(CidrBlock.parse("127.0.0.0/8")))
                .setTimeout(Duration.ofMillis(300));
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private String clientSeen(String bytes) throws Exception {
        int before = node.requests().size();
        assertThat(proxy.ask(bytes).status()).isEqualTo(200);
        return node.requests().get(before).values("X-Forwarded-For").get(0);
    }

    @Test
    void a_header_of_either_version_names_the_client() throws Exception {
        proxy.start();

        assertThat(clientSeen("PROXY TCP4 192.0.2.7 203.0.113.1 4711 443\r\n" + GET))
                .isEqualTo("192.0.2.7");
        assertThat(clientSeen("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n" + GET))
                .startsWith("2001:db8:");
        assertThat(clientSeen(V2_TCP4 + GET)).isEqualTo("192.0.2.7");
        // UNKNOWN, and LOCAL as health checks of HAProxy send it
        assertThat(clientSeen("PROXY UNKNOWN\r\n" + GET)).isEqualTo("127.0.0.1");
        assertThat(clientSeen(V2 + " \u0000\u0000\u0000" + GET)).isEqualTo("127.0.0.1");
    }

    @Test
    void a_header_may_come_in_pieces_and_the_strict_edge_stands_behind_it() throws Exception {
        proxy.start();

        for (String header : List.of("PROXY TCP4 192.0.2.7 203.0.113.1 4711 443\r\n", V2_TCP4)) {
            try (RawHttp client = proxy.client()) {
                for (char piece : (header + GET).toCharArray()) {
                    client.send(String.valueOf(piece));
                }
                assertThat(client.read(SOON).status()).isEqualTo(200);
                // the stock decoder would take this for a length (B-01)
                client.send("GET /second HTTP/1.1\r\nHost: h\r\nContent-Xength: 5\r\n\r\n" + GET);
                assertThat(client.read(SOON).status()).isEqualTo(200);
                assertThat(client.read(SOON).status()).isEqualTo(200);
            }
        }
        assertThat(node.requests()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GET,
                "PROXY TCP4 192.0.2.7 203.0.113.1 4711\r\n" + GET,
                "PROXY TCP4 192.0.2.777 203.0.113.1 4711 443\r\n" + GET,
                "PROXY TCP4 evil.example 203.0.113.1 4711 443\r\n" + GET,
                "PROXY TCP4 192.0.2.7 203.0.113.1 4711 99999\r\n" + GET,
                "PROXY UDP4 192.0.2.7 203.0.113.1 4711 443\r\n" + GET,
                "\r\n\r\n\0\r\nQUIT\nGARBAGE GARBAGE GARBAGE",
                "\u0016\u0003\u0001\u0000\u00a0 no TLS here either"
            })
    void a_connection_without_a_good_header_is_closed_without_a_word(String bytes) throws Exception {
        proxy.start();

        RawHttp.Outcome outcome = RawHttp.exchange(proxy.port(), bytes, SOON);

        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.responses()).isEmpty();
        assertThat(outcome.rest()).isEmpty();
        assertThat(node.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PROXY TCP4 192.0.2.7 "})
    void a_header_that_does_not_come_in_time_is_not_waited_for(String begin) throws Exception {
        proxy.start();

        assertThat(RawHttp.exchange(proxy.port(), begin, SOON).closed()).isTrue();
    }

    @Test
    void who_is_not_trusted_is_not_listened_to() throws Exception {
        proxy.options.getProxyProtocol().setTrusted(List.of(CidrBlock.parse("10.0.0.0/8")));
        proxy.start();

        for (String header : List.of("PROXY TCP4 10.0.0.1 203.0.113.1 4711 443\r\n", V2_TCP4)) {
            RawHttp.Outcome outcome = RawHttp.exchange(proxy.port(), header + GET, SOON);
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.responses()).isEmpty();
        }
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void the_limit_of_one_client_is_for_the_one_in_the_header() throws Exception {
        proxy.traffic.setMaxConnectionsPerClient(1);
        proxy.start();

        try (RawHttp first = proxy.client()) {
            assertThat(first.send("PROXY TCP4 192.0.2.7 203.0.113.1 4711 443\r\n" + GET)
                            .read(SOON)
                            .status())
                    .isEqualTo(200);
            assertThat(proxy.ask("PROXY TCP4 192.0.2.8 203.0.113.1 4711 443\r\n" + GET)
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.exchange(proxy.port(), V2_TCP4 + GET, SOON).responses())
                    .isEmpty();
        }
        assertThat(node.requests()).hasSize(2);
    }

    @Test
    void a_stranger_reaches_no_node_even_where_a_connection_to_it_is_ready() throws Exception {
        proxy.options.getProxyProtocol().setTrusted(List.of(CidrBlock.parse("127.0.0.1/32")));
        proxy.start();
        assertThat(clientSeen(V2_TCP4 + GET)).isEqualTo("192.0.2.7");

        for (int i = 0; i < 20; i++) {
            try (Socket stranger = new Socket()) {
                stranger.bind(new InetSocketAddress("127.0.0.2", 0));
                stranger.connect(new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), proxy.port()));
                stranger.setSoTimeout(5000);
                stranger.getOutputStream().write((V2_TCP4 + GET).getBytes(StandardCharsets.ISO_8859_1));
                assertThat(readToEnd(stranger)).isEmpty();
            }
        }
        assertThat(node.requests()).hasSize(1);
    }

    private static byte[] readToEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }
}
