package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

// in a text block nobody would see the ends of lines, which are what this is about
@SuppressWarnings("StringConcatToTextBlock")
class HeadersIT {
    private RecordingNode node;
    private ProxyFixture proxy;

    @BeforeEach
    void start() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port())).start();
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private WireMessage forwarded(String lines) throws Exception {
        assertThat(proxy.ask("GET /p HTTP/1.1\r\nHost: Example.COM:8081\r\n" + lines + "\r\n")
                        .status())
                .isEqualTo(200);
        List<WireMessage> requests = node.requests();
        return requests.get(requests.size() - 1);
    }

    @Test
    void a_node_gets_the_host_and_where_the_request_came_from() throws Exception {
        WireMessage request = forwarded("X-UPPER: a\r\nx-lower: b\r\n");

        assertThat(request.headers())
                .extracting(field -> field.name() + ": " + field.value())
                .containsExactly(
                        "Host: Example.COM:8081",
                        "X-UPPER: a",
                        "x-lower: b",
                        "X-Forwarded-For: 127.0.0.1",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: Example.COM:8081",
                        "X-Forwarded-Port: 8081",
                        "Forwarded: for=127.0.0.1;host=\"Example.COM:8081\";proto=http",
                        "Via: 1.1 test-balancer");
    }

    @Test
    @DisplayName("B-12: what a client claims about forwarding is replaced")
    void b_12_forwarding_claims_are_replaced() throws Exception {
        WireMessage request =
                forwarded("X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-Proto: https\r\n"
                        + "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\nProxy: evil\r\n");

        assertThat(request.values("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.values("X-Forwarded-Proto")).containsExactly("http");
        assertThat(request.values("X-Forwarded-Host")).containsExactly("Example.COM:8081");
        assertThat(request.values("X-Forwarded-Port")).containsExactly("8081");
        assertThat(request.head()).doesNotContain("6.6.6.6", "evil");
    }

    @Test
    @DisplayName("B-13: hop-by-hop and nominated fields never reach the node, ours do")
    void b_13_hop_by_hop() throws Exception {
        WireMessage request = forwarded("Connection: X-Forwarded-For, X-Secret\r\nX-Secret: 1\r\nKeep-Alive: 5\r\n"
                + "Proxy-Connection: keep-alive\r\nTE: trailers\r\nTrailer: x\r\nProxy-Authorization: Basic x\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n");

        assertThat(request.headers())
                .extracting(field -> field.name())
                .containsExactly(
                        "Host",
                        "X-Forwarded-For",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Host",
                        "X-Forwarded-Port",
                        "Forwarded",
                        "Via");
    }

    @Test
    void an_absolute_target_becomes_a_path_with_its_own_host() throws Exception {
        proxy.ask("GET http://real.example/x HTTP/1.1\r\nHost: other.example\r\n\r\n");

        WireMessage request = node.requests().get(0);
        assertThat(request.startLine()).isEqualTo("GET /x HTTP/1.1");
        assertThat(request.values("Host")).containsExactly("real.example");
    }

    @Test
    @DisplayName("E-12 hop_leak: fields of the node's connection stay there")
    void response_hop_by_hop_fields_stay() throws Exception {
        node.answerNext(
                Answer.raw("HTTP/1.1 200 Fine\r\nConnection: X-Internal, keep-alive\r\nKeep-Alive: timeout=5\r\n"
                        + "X-Internal: 1\r\nProxy-Authenticate: Basic\r\nTrailer: X\r\nUpgrade: h2c\r\nSet-Cookie: a=1\r\n"
                        + "sEt-cookie: b=2\r\nVia: 1.0 inner\r\nContent-Length: 2\r\n\r\nok"));

        RawHttp.Response response = proxy.get("/");

        assertThat(response.head())
                .isEqualTo("HTTP/1.1 200 Fine\r\nSet-Cookie: a=1\r\nsEt-cookie: b=2\r\nVia: 1.0 inner\r\n"
                        + "Content-Length: 2\r\nVia: 1.1 test-balancer\r\n");
        assertThat(response.body()).isEqualTo("ok");
    }

    @Test
    @DisplayName("B-15: a redirect is the client's to follow")
    void b_15_redirects_pass() throws Exception {
        node.answerNext(
                Answer.raw("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"));

        RawHttp.Response response = proxy.get("/");

        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).isEqualTo("http://169.254.169.254/");
        assertThat(node.requests()).hasSize(1);
    }

    @Test
    @DisplayName("B-09: nothing that a client sends comes back in an error page")
    void b_09_error_pages_echo_nothing() throws Exception {
        RawHttp.Outcome outcome = RawHttp.exchange(
                proxy.port(), "GET /a\u0001<script> HTTP/1.1\r\nHost: h\r\n\r\n", java.time.Duration.ofMillis(300));

        assertThat(outcome.statuses()).containsExactly(400);
        assertThat(outcome.responses().get(0).body()).doesNotContain("<", "\u0001", "script");
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void a_field_that_no_node_is_sent_is_the_fault_of_the_client() throws Exception {
        for (String bad : List.of("a\u0001b", "a\u007fb")) {
            try (RawHttp client = proxy.client()) {
                client.send("GET / HTTP/1.1\r\nHost: h\r\nX-A: " + bad + "\r\n\r\n");

                assertThat(client.read(ProxyFixture.SOON).status()).isEqualTo(400);
            }
        }
        assertThat(proxy.failures()).isEmpty();
        assertThat(node.requests()).isEmpty();
    }
}
