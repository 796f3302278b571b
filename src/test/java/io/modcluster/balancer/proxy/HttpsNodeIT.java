package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withScheme;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.NodeFailure;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.tls.OldTlsServer;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TlsNode;
import io.modcluster.balancer.transport.NodeProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes of type https, by servers whose certificates are good and bad; traffic and check by the same rules. */
class HttpsNodeIT {
    private static TestCertificates authority;

    private final List<AutoCloseable> open = new ArrayList<>();
    private String host = "127.0.0.1";

    @BeforeAll
    static void certificates() throws Exception {
        authority = new TestCertificates("site CA");
        // the first handshake of a JVM takes seconds on a machine that is busy
        try (TlsNode node = TlsNode.of(authority.issue("127.0.0.1"));
                ProxyFixture proxy = new ProxyFixture()) {
            proxy.options.getNodeTls().setVerify(false);
            NodeAddress address = new NodeAddress(Scheme.HTTPS, "127.0.0.1", node.port());
            new NodeProbe(proxy.vertx(), proxy.options)
                    .check(address, Duration.ofSeconds(60))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(60, SECONDS);
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private TlsNode started(TlsNode node) {
        open.add(node);
        return node;
    }

    private Node https(String name, int port) {
        return node(name, port, config -> {
            NodeConfig https = withScheme(config, Scheme.HTTPS);
            NodeAddress address = new NodeAddress(Scheme.HTTPS, host, port);
            return new NodeConfig(address, false, https.lbGroup(), https.balancer(), https.connection());
        });
    }

    private ProxyFixture proxyTo(Node... nodes) {
        ProxyFixture proxy = new ProxyFixture(nodes);
        open.add(0, proxy);
        proxy.traffic.setConnectTimeout(Duration.ofSeconds(10));
        proxy.options.getNodeTls().setTrust(authority.authority().toString());
        return proxy;
    }

    private static CheckResult check(ProxyFixture proxy, Node node) throws Exception {
        NodeProbe probe = new NodeProbe(proxy.vertx(), proxy.options);
        return probe.check(node, Duration.ofSeconds(5))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
    }

    /** Refused as traffic and as a check, for this reason; nothing was sent. */
    private void assertRefused(ProxyFixture proxy, Node bad, String reason) throws Exception {
        RawHttp.Response response = proxy.start().get("/");

        assertThat(response.status()).isEqualTo(502);
        await().atMost(SOON).until(() -> !proxy.failures().isEmpty());
        NodeFailure failure = proxy.failures().get(0);
        assertThat(failure.kind()).isEqualTo(FailureKind.TLS_REFUSED);
        assertThat(failure.detail()).startsWith("TLS: ").contains(reason).hasSizeLessThan(81);
        assertThat(response.body()).doesNotContain(reason);

        CheckResult check = check(proxy, bad);
        assertThat(check.alive()).isFalse();
        assertThat(check.detail()).startsWith("not connected: TLS: ").contains(reason);
    }

    @Test
    void a_node_with_a_good_certificate_is_served_over_connections_that_are_kept() throws Exception {
        TlsNode good = started(TlsNode.of(authority.issue("127.0.0.1")));
        Node node = https("n1", good.port());
        ProxyFixture proxy = proxyTo(node).start();

        IntStream.range(0, 3).forEach(i -> assertThat(get(proxy)).isEqualTo("ok"));

        assertThat(proxy.ask("POST /p HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\n\r\nhello")
                        .body())
                .isEqualTo("ok");
        assertThat(good.seen())
                .containsExactly(
                        "GET / HTTP_1_1 TLSv1.3 sni=null client=none",
                        "GET / HTTP_1_1 TLSv1.3 sni=null client=none",
                        "GET / HTTP_1_1 TLSv1.3 sni=null client=none",
                        "POST /p HTTP_1_1 TLSv1.3 sni=null client=none");
        assertThat(check(proxy, node)).isEqualTo(new CheckResult(true, "answers HTTP"));
    }

    private static String get(ProxyFixture proxy) {
        try {
            return proxy.get("/").body();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_name_is_told_to_the_node_before_the_handshake_and_checked() throws Exception {
        TlsNode good = started(TlsNode.of(authority.issue("localhost")));
        host = "localhost";
        Node node = https("n1", good.port());
        ProxyFixture proxy = proxyTo(node).start();

        assertThat(get(proxy)).isEqualTo("ok");
        assertThat(check(proxy, node).alive()).isTrue();

        assertThat(good.seen())
                .containsExactly(
                        "GET / HTTP_1_1 TLSv1.3 sni=localhost client=none",
                        "OPTIONS * HTTP_1_0 TLSv1.3 sni=localhost client=none");
    }

    @Test
    @DisplayName("G-09 a node whose certificate is for another address is refused: 502, and the check says why")
    void a_wrong_address() throws Exception {
        Node bad = https(
                "n1",
                started(TlsNode.of(authority.issue("127.0.0.2", "localhost"))).port());
        assertRefused(proxyTo(bad), bad, "not for the Host of the node, see nodes-tls.verify-name");
    }

    @Test
    @DisplayName("G-09 a node whose certificate is for another name is refused")
    void a_wrong_name() throws Exception {
        host = "localhost";
        Node bad = https(
                "n1",
                started(TlsNode.of(authority.issue("n1.example", "127.0.0.1"))).port());
        assertRefused(proxyTo(bad), bad, "not for the Host of the node, see nodes-tls.verify-name");
    }

    @Test
    @DisplayName("G-09 an expired certificate is refused")
    void an_expired_certificate() throws Exception {
        Node bad =
                https("n1", started(TlsNode.of(authority.expired("127.0.0.1"))).port());
        assertRefused(proxyTo(bad), bad, "certificate of the node expired: NotAfter");
    }

    @Test
    @DisplayName("G-09 a self-signed certificate is refused")
    void a_self_signed_certificate() throws Exception {
        Node bad = https(
                "n1", started(TlsNode.of(new TestCertificates("evil").itself())).port());
        assertRefused(proxyTo(bad), bad, "of nobody trusted, see nodes-tls.trust");
    }

    @Test
    @DisplayName("G-09 what the JVM trusts is all that is trusted by default")
    void an_authority_that_only_the_site_knows() throws Exception {
        Node bad = https("n1", started(TlsNode.of(authority.issue("127.0.0.1"))).port());
        ProxyFixture proxy = proxyTo(bad);
        proxy.options.getNodeTls().setTrust("");
        assertRefused(proxy, bad, "of nobody trusted, see nodes-tls.trust");
    }

    @Test
    @DisplayName("G-09 a server that speaks TLS 1.1 at most is refused")
    void an_old_version() throws Exception {
        OldTlsServer old = OldTlsServer.start(authority.issue("127.0.0.1"));
        open.add(old);
        Node bad = https("n1", old.port());
        assertRefused(proxyTo(bad), bad, "neither 1.2 nor 1.3");
    }

    @Test
    void a_node_without_tls_is_refused() throws Exception {
        RecordingNode clear = RecordingNode.start("n1");
        open.add(clear);
        Node bad = https("n1", clear.port());
        assertRefused(proxyTo(bad), bad, "does not speak it, let it register Type=http");
        assertThat(clear.requests()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Leniency.class)
    void checks_can_be_given_up(Leniency leniency) throws Exception {
        Node named = https("n1", started(TlsNode.of(leniency.certificate())).port());
        ProxyFixture proxy = proxyTo(named);
        switch (leniency) {
            case NO_NAME -> proxy.options.getNodeTls().setVerifyName(false);
            case NOTHING -> proxy.options.getNodeTls().setVerify(false);
            case ONE_NODE -> proxy.options.getNodeTls().setUnverified(List.of("node:n1"));
            case ONE_BALANCER -> proxy.options.getNodeTls().setUnverified(List.of("balancer:mycluster"));
        }
        proxy.start();

        assertThat(get(proxy)).isEqualTo("ok");
        assertThat(check(proxy, named).alive()).isTrue();
    }

    enum Leniency {
        NO_NAME,
        NOTHING,
        ONE_NODE,
        ONE_BALANCER;

        TestCertificates.Issued certificate() throws Exception {
            return this == NO_NAME
                    ? authority.issue("other.example")
                    : new TestCertificates("nobody").expired("other.example");
        }
    }

    @Test
    void the_leave_of_one_node_is_none_for_another_at_the_same_host() throws Exception {
        TestCertificates.Issued bad = new TestCertificates("nobody").issue("127.0.0.1");
        Node free = https("n1", started(TlsNode.of(bad)).port());
        Node strict = https("n2", started(TlsNode.of(bad)).port());
        ProxyFixture proxy = proxyTo(free, strict);
        proxy.options.getNodeTls().setUnverified(List.of("node:n1"));
        proxy.start();

        for (int i = 0; i < 4; i++) {
            assertThat(get(proxy)).isEqualTo("ok");
        }
        await().atMost(SOON).until(() -> !proxy.failures().isEmpty());
        assertThat(proxy.failures())
                .extracting(failure -> failure.route().value())
                .containsOnly("n2");
    }

    @Test
    void a_node_gets_our_certificate_when_it_wants_one() throws Exception {
        TestCertificates.Issued own = authority.issue("127.0.0.1");
        TestCertificates clients = new TestCertificates("clients");
        Node node = https("n1", started(TlsNode.wanting(own, clients)).port());
        TestCertificates.Issued ours = clients.issue("balancer");
        ProxyFixture proxy = proxyTo(node);
        proxy.options
                .getNodeTls()
                .setCertificate(ours.certificate().toString())
                .setKey(ours.key().toString());
        proxy.start();

        assertThat(get(proxy)).isEqualTo("ok");
        assertThat(check(proxy, node).alive()).isTrue();

        ProxyFixture without = proxyTo(node);
        assertThat(without.start().get("/").status()).isEqualTo(502);
        assertThat(check(without, node))
                .isEqualTo(new CheckResult(
                        false, "connection broke: TLS: the node refuses our certificate, see nodes-tls.certificate"));
    }

    @Test
    void another_node_gets_what_one_with_a_bad_certificate_cannot_have() throws Exception {
        Node bad =
                https("bad", started(TlsNode.of(authority.expired("127.0.0.1"))).port());
        Node good =
                https("good", started(TlsNode.of(authority.issue("127.0.0.1"))).port());
        ProxyFixture proxy = proxyTo(bad, good).start();

        for (int i = 0; i < 4; i++) {
            RawHttp.Response response =
                    proxy.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
            assertThat(response.body()).isEqualTo("ok");
        }
    }
}
