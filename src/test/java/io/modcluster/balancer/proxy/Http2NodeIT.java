package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static io.modcluster.balancer.proxy.ProxyFixture.node;
import static io.modcluster.balancer.proxy.ProxyFixture.withScheme;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.tls.TestCertificates;
import io.modcluster.balancer.testkit.tls.TlsNode;
import io.modcluster.balancer.transport.NodeProbe;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that are spoken to in HTTP/2, in clear and over TLS: many exchanges on one connection. */
@SuppressWarnings("try") // a client that leaves is what is tested
class Http2NodeIT {
    private final Http2Nodes nodes = new Http2Nodes();

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    void many_exchanges_share_a_connection() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        int clients = 20;
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> {
                    if (request.path().equals("/first")) {
                        request.response().end();
                        return;
                    }
                    waiting.add(request);
                    if (waiting.size() == clients) {
                        waiting.forEach(each -> each.response().end(each.uri()));
                    }
                }))
                .start();
        assertThat(get(proxy, "/first")).isEmpty();

        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String path = "/" + i;
            answers.add(CompletableFuture.supplyAsync(() -> get(proxy, path), command -> new Thread(command).start()));
        }

        for (int i = 0; i < clients; i++) {
            assertThat(answers.get(i).get(10, SECONDS)).isEqualTo("/" + i);
        }
        assertThat(nodes.connections).hasSize(1);
    }

    private static String get(ProxyFixture proxy, String path) {
        try {
            return proxy.get(path).body();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void a_client_that_leaves_ends_its_stream_and_no_other() throws Exception {
        List<HttpServerRequest> slow = new CopyOnWriteArrayList<>();
        List<String> reset = new CopyOnWriteArrayList<>();
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> {
                    if (request.path().equals("/slow")) {
                        request.response().exceptionHandler(gone -> reset.add(gone.toString()));
                        slow.add(request);
                    } else {
                        request.response().end("quick");
                    }
                }))
                .start();
        try (RawHttp leaving = proxy.client();
                RawHttp staying = proxy.client()) {
            staying.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            await().atMost(SOON).until(() -> slow.size() == 1);
            leaving.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n");
            await().atMost(SOON).until(() -> slow.size() == 2);
            leaving.close();
            await().atMost(SOON).until(() -> reset.size() == 1);

            assertThat(proxy.get("/").body()).isEqualTo("quick");
            slow.get(0).response().end("late");
            assertThat(staying.read(SOON).body()).isEqualTo("late");
        }
        assertThat(nodes.connections).hasSize(1);
    }

    @Test
    void a_client_that_does_not_read_holds_up_no_other() throws Exception {
        Buffer block = Buffer.buffer(new byte[64 * 1024]);
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> {
                    if (request.path().equals("/big")) {
                        request.response().setChunked(true);
                        for (int i = 0; i < 400; i++) {
                            request.response().write(block);
                        }
                        request.response().exceptionHandler(gone -> {});
                    } else {
                        request.response().end("quick");
                    }
                }))
                .start();
        List<RawHttp> stuck = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                stuck.add(proxy.client().send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n"));
            }
            await().atMost(SOON).until(() -> nodes.seen.size() == 10);
            assertThat(proxy.get("/").body()).isEqualTo("quick");
        } finally {
            for (RawHttp each : stuck) {
                each.close();
            }
        }
    }

    @Test
    void an_exchange_that_stands_still_ends_though_others_move() throws Exception {
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> {
            if (request.path().equals("/half")) {
                request.response().setChunked(true).write("half");
            } else {
                request.response().end("quick");
            }
        }));
        proxy.traffic.setStreamIdleTimeout(Duration.ofMillis(300)).setResponseTimeout(Duration.ofSeconds(1));
        proxy.start();
        try (RawHttp client = proxy.client()) {
            client.send("GET /half HTTP/1.1\r\nHost: h\r\n\r\n");
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> {
                        assertThat(proxy.get("/").body()).isEqualTo("quick");
                        return client.isClosedWithin(Duration.ofMillis(20));
                    });
        }
    }

    @Test
    void a_status_that_is_none_is_502_and_the_connection_lives_on() throws Exception {
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> request.response()
                        .setStatusCode(request.path().equals("/bad") ? 700 : 200)
                        .end("x")))
                .start();

        assertThat(proxy.get("/bad").status()).isEqualTo(502);
        assertThat(proxy.get("/").body()).isEqualTo("x");
        assertThat(nodes.connections).hasSize(1);
    }

    @Test
    void a_node_that_speaks_http_2_only_passes_the_check() throws Exception {
        Node node = node("n1", nodes.clearNode(Http2Nodes::grpc));
        ProxyFixture proxy = nodes.proxyTo(node);
        proxy.options.getNodeHttp2().setClearText(List.of("balancer:mycluster"));
        NodeProbe probe = new NodeProbe(proxy.vertx(), proxy.options);

        assertThat(probe.check(node, SOON)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, SECONDS))
                .isEqualTo(new CheckResult(true, "answers HTTP/2"));
    }

    @Test
    void over_tls_the_node_decides() throws Exception {
        TestCertificates authority = new TestCertificates("site CA");
        TlsNode both = TlsNode.http2(authority.issue("127.0.0.1"), Http2Nodes::grpc);
        TlsNode old = TlsNode.of(authority.issue("127.0.0.1"));
        nodes.open.add(both);
        nodes.open.add(old);
        for (TlsNode node : List.of(both, old)) {
            ProxyFixture proxy = nodes.proxyTo(node("n1", node.port(), config -> withScheme(config, Scheme.HTTPS)));
            proxy.options.getNodeTls().setTrust(authority.authority().toString());
            proxy.options.getNodeHttp2().setEnabled(true);
            proxy.traffic.setConnectTimeout(Duration.ofSeconds(10));
            proxy.start();
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
        assertThat(both.seen()).containsExactly("GET / HTTP_2 TLSv1.3 sni=null client=none");
        assertThat(old.seen()).containsExactly("GET / HTTP_1_1 TLSv1.3 sni=null client=none");
    }
}
