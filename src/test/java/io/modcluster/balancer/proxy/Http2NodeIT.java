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
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nodes that are spoken to in HTTP/2, in clear and over TLS, and what comes behind a body. */
class Http2NodeIT {
    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Set<Object> connections = ConcurrentHashMap.newKeySet();
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    }

    private int clearNode(Handler<HttpServerRequest> handler) throws Exception {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {
            connections.add(request.connection());
            seen.add(request.version() + " " + request.authority() + " host=" + request.getHeader("host") + " te="
                    + request.getHeader("te"));
            handler.handle(request);
        });
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS)
                .actualPort();
    }

    private ProxyFixture proxyTo(Node node) {
        ProxyFixture proxy = new ProxyFixture(node);
        open.add(proxy);
        return proxy;
    }

    private ProxyFixture clearProxyTo(int port) {
        ProxyFixture proxy = proxyTo(node("n1", port));
        proxy.options.getNodeHttp2().setClearText(List.of("node:n1"));
        return proxy;
    }

    /** As a gRPC server answers a call: bytes, then the outcome. */
    private static void grpc(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            request.response().putHeader("content-type", "application/grpc").write(body);
            request.response()
                    .putTrailer("grpc-status", "0")
                    .putTrailer("grpc-message", "fine")
                    .putTrailer("content-length", "3")
                    .putTrailer("set-cookie", "a=b")
                    .end();
        });
    }

    @Test
    @DisplayName(
            "A gRPC-like call: HTTP/2 on both sides, TE on the way there, the status in the trailers on the way back")
    void a_grpc_like_call() throws Exception {
        Http2Front front = Http2Front.of(clearProxyTo(clearNode(Http2NodeIT::grpc)));

        Http2Front.Reply reply = front.ask(
                HttpMethod.POST,
                "/shop.Cart/Add",
                Map.of("te", "trailers", "content-type", "application/grpc"),
                "call");

        assertThat(reply.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("call");
        assertThat(reply.trailers()).isEqualTo(Map.of("grpc-status", "0", "grpc-message", "fine"));
        assertThat(seen).containsExactly("HTTP_2 shop.example host=null te=trailers");
    }

    @Test
    void a_grpc_like_refusal_has_its_status_in_the_head() throws Exception {
        Http2Front front = Http2Front.of(clearProxyTo(clearNode(request -> request.response()
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "12")
                .end())));

        Http2Front.Reply reply = front.ask(HttpMethod.POST, "/shop.Cart/No", Map.of("te", "trailers"), "call");

        assertThat(reply.headers()).containsEntry("grpc-status", "12");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void a_client_of_http_1_1_gets_trailers_when_it_asks_for_them() throws Exception {
        ProxyFixture proxy = clearProxyTo(clearNode(Http2NodeIT::grpc)).start();
        String post = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n";
        assertThat(bytesOf(proxy, post + "TE: trailers\r\n\r\ncall"))
                .endsWith("4\r\ncall\r\n0\r\ngrpc-status: 0\r\ngrpc-message: fine\r\n\r\n")
                .doesNotContain("set-cookie");
        assertThat(bytesOf(proxy, post + "\r\ncall")).endsWith("4\r\ncall\r\n0\r\n\r\n");
        assertThat(seen).containsExactly("HTTP_2 h host=null te=trailers", "HTTP_2 h host=null te=null");
    }

    /** Everything that comes until the end of the connection. */
    private static String bytesOf(ProxyFixture proxy, String request) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", proxy.port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void many_exchanges_share_a_connection() throws Exception {
        List<HttpServerRequest> waiting = new CopyOnWriteArrayList<>();
        int clients = 20;
        ProxyFixture proxy = clearProxyTo(clearNode(request -> {
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
        assertThat(connections).hasSize(1);
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
        ProxyFixture proxy = clearProxyTo(clearNode(request -> {
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
        assertThat(connections).hasSize(1);
    }

    @Test
    void a_client_that_does_not_read_holds_up_no_other() throws Exception {
        Buffer block = Buffer.buffer(new byte[64 * 1024]);
        ProxyFixture proxy = clearProxyTo(clearNode(request -> {
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
            await().atMost(SOON).until(() -> seen.size() == 10);
            assertThat(proxy.get("/").body()).isEqualTo("quick");
        } finally {
            for (RawHttp each : stuck) {
                each.close();
            }
        }
    }

    @Test
    void an_exchange_that_stands_still_ends_though_others_move() throws Exception {
        ProxyFixture proxy = clearProxyTo(clearNode(request -> {
            if (request.path().equals("/half")) {
                request.response().setChunked(true).write("half");
            } else {
                request.response().end("quick");
            }
        }));
        proxy.traffic.setStreamIdleTimeout(Duration.ofMillis(300)).setResponseTimeout(Duration.ofMillis(100));
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
        assertThat(connections).hasSize(1);
    }

    @Test
    void a_status_that_is_none_is_502_and_the_connection_lives_on() throws Exception {
        ProxyFixture proxy = clearProxyTo(clearNode(request -> request.response()
                        .setStatusCode(request.path().equals("/bad") ? 700 : 200)
                        .end("x")))
                .start();

        assertThat(proxy.get("/bad").status()).isEqualTo(502);
        assertThat(proxy.get("/").body()).isEqualTo("x");
        assertThat(connections).hasSize(1);
    }

    @Test
    void a_node_that_speaks_http_2_only_passes_the_check() throws Exception {
        Node node = node("n1", clearNode(Http2NodeIT::grpc));
        ProxyFixture proxy = proxyTo(node);
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
        TlsNode both = TlsNode.http2(authority.issue("127.0.0.1"), Http2NodeIT::grpc);
        TlsNode old = TlsNode.of(authority.issue("127.0.0.1"));
        open.add(both);
        open.add(old);
        for (TlsNode node : List.of(both, old)) {
            ProxyFixture proxy = proxyTo(node("n1", node.port(), config -> withScheme(config, Scheme.HTTPS)));
            proxy.options.getNodeTls().setTrust(authority.authority().toString());
            proxy.options.getNodeHttp2().setEnabled(true);
            proxy.traffic.setConnectTimeout(Duration.ofSeconds(10));
            proxy.start();
            assertThat(proxy.get("/").status()).isEqualTo(200);
        }
        assertThat(both.seen()).containsExactly("GET / HTTP_2 TLSv1.3 sni=null client=none");
        assertThat(old.seen()).containsExactly("GET / HTTP_1_1 TLSv1.3 sni=null client=none");
    }

    @Test
    void early_hints_are_passed_on() throws Exception {
        ProxyFixture proxy = clearProxyTo(clearNode(request -> {
                    request.response()
                            .writeEarlyHints(
                                    io.vertx.core.http.HttpHeaders.headers().add("link", "</a.css>"));
                    request.response().end("x");
                }))
                .start();
        assertThat(bytesOf(proxy, "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 103 Early Hints\r\nlink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\n");
        assertThat(proxy.ask("GET / HTTP/1.0\r\nHost: h\r\n\r\n").status()).isEqualTo(200);
    }
}
