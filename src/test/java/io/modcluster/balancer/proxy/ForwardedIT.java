package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.CidrBlock;
import io.modcluster.balancer.options.ForwardedOptions;
import io.modcluster.balancer.options.ForwardedOptions.Headers;
import io.modcluster.balancer.options.ForwardedOptions.Read;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import io.modcluster.balancer.testkit.ajp.FakeAjpNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B-12 from trusted peers; from others it is in {@link HeadersIT}. */
@SuppressWarnings("StringConcatToTextBlock") // lines of the wire
class ForwardedIT {
    private static final List<CidrBlock> LOOPBACK_AND_TEN =
            List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("10.0.0.0/8"));

    private RecordingNode node;
    private ProxyFixture proxy;
    private ForwardedOptions options;

    @BeforeEach
    void prepare() throws Exception {
        node = RecordingNode.start("n1");
        proxy = new ProxyFixture(node("n1", node.port()));
        options = proxy.options.getForwarded().setTrusted(LOOPBACK_AND_TEN);
    }

    @AfterEach
    void stop() throws Exception {
        proxy.close();
        node.close();
        assertThat(node.violations()).isEmpty();
    }

    private WireMessage forwarded(String... lines) throws Exception {
        proxy.start();
        String head = "GET / HTTP/1.1\r\nHost: shop.example\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
        assertThat(proxy.ask(head).status()).isEqualTo(200);
        return node.requests().get(0);
    }

    @Test
    @DisplayName("B-12: what a trusted proxy says is kept, and it is appended")
    void b_12_a_trusted_proxy_is_appended() throws Exception {
        WireMessage request = forwarded(
                "X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.1.1.1",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: www.example:8443",
                "X-Forwarded-Port: 8443",
                "X-Forwarded-Prefix: /p",
                "Forwarded: for=6.6.6.6;proto=http",
                "Proxy: evil");

        assertThat(request.values("X-Forwarded-For")).containsExactly("6.6.6.6, 192.0.2.7, 10.1.1.1, 127.0.0.1");
        assertThat(request.values("X-Forwarded-Proto")).containsExactly("https");
        assertThat(request.values("X-Forwarded-Host")).containsExactly("www.example:8443");
        assertThat(request.values("X-Forwarded-Port")).containsExactly("8443");
        assertThat(request.values("X-Forwarded-Prefix")).containsExactly("/p");
        assertThat(request.values("Forwarded"))
                .containsExactly("for=6.6.6.6, for=192.0.2.7;host=\"www.example:8443\";proto=https, for=10.1.1.1,"
                        + " for=127.0.0.1;host=shop.example;proto=http");
        assertThat(request.values("Host")).containsExactly("shop.example");
        assertThat(request.values("Proxy")).isEmpty();
    }

    @Test
    void only_the_one_that_the_proxies_set_is_read() throws Exception {
        options.setRead(Read.FORWARDED).setHeaders(Headers.X_FORWARDED);

        WireMessage request = forwarded(
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: http",
                "Forwarded: for=\"[2001:db8::7]:1\";proto=https;host=www.example, for=10.0.0.1;proto=http");

        assertThat(request.values("X-Forwarded-For")).containsExactly("2001:db8::7, 10.0.0.1, 127.0.0.1");
        assertThat(request.values("X-Forwarded-Proto")).containsExactly("https");
        assertThat(request.values("X-Forwarded-Host")).containsExactly("www.example");
        assertThat(request.values("X-Forwarded-Port")).containsExactly("443");
        assertThat(request.values("Forwarded")).isEmpty();
    }

    @Test
    void nonsense_of_a_trusted_proxy_is_left_out() throws Exception {
        options.setHeaders(Headers.FORWARDED);

        WireMessage request = forwarded(
                "X-Forwarded-For: <script>",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Proto: http",
                "X-Forwarded-Host: a b",
                "X-Forwarded-Port: 99999");

        assertThat(request.values("Forwarded")).containsExactly("for=127.0.0.1;host=shop.example;proto=http");
        assertThat(request.head()).doesNotContain("script", "a b", "99999", "X-Forwarded");
    }

    @Test
    void a_peer_that_is_not_trusted_is_the_client() throws Exception {
        options.setTrusted(List.of(CidrBlock.parse("10.0.0.0/8")));

        WireMessage request = forwarded("X-Forwarded-For: 192.0.2.7", "X-Forwarded-Prefix: /p", "X-SSL-Cert: c");

        assertThat(request.values("X-Forwarded-For")).containsExactly("127.0.0.1");
        assertThat(request.head()).doesNotContain("192.0.2.7", "Prefix", "SSL");
    }

    @Test
    void the_limit_of_one_client_is_not_for_a_trusted_proxy() throws Exception {
        proxy.traffic.setMaxConnectionsPerClient(1);
        proxy.start();
        List<RawHttp> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                RawHttp client = proxy.client();
                clients.add(client);
                assertThat(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
                                .read(ProxyFixture.SOON)
                                .status())
                        .isEqualTo(200);
            }
        } finally {
            for (RawHttp client : clients) {
                client.close();
            }
        }
    }

    @Test
    void an_ajp_node_gets_the_client_in_its_own_fields() throws Exception {
        try (AjpNodes nodes = new AjpNodes()) {
            FakeAjpNode ajp = nodes.fake(FakeAjpNode.saying("ok"));
            ProxyFixture toAjp = nodes.proxyTo(ajp);
            toAjp.options.getForwarded().setTrusted(LOOPBACK_AND_TEN);
            toAjp.start();

            toAjp.ask("GET / HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-For: 2001:db8::7\r\n"
                    + "X-Forwarded-Proto: https\r\n\r\n");

            // Java writes all eight groups
            assertThat(ajp.requests().get(0).remoteAddress()).isEqualTo("2001:db8:0:0:0:0:0:7");
            assertThat(ajp.requests().get(0).tls()).isTrue();
            assertThat(ajp.requests().get(0).serverPort()).isEqualTo(443);
        }
    }
}
