package io.modcluster.balancer.testkit.tls;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A node with TLS, on an ephemeral port of 127.0.0.1, that keeps what each request said of its connection. */
public final class TlsNode implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    private TlsNode(HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
        server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    seen.add(request.method() + " " + request.uri() + " " + facts(request));
                    handler.handle(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS);
    }

    /** Shows this certificate, speaks HTTP/1.1 and answers {@code ok}. */
    public static TlsNode of(TestCertificates.Issued own) throws Exception {
        return new TlsNode(
                options(own).setUseAlpn(false), request -> request.response().end("ok"));
    }

    /** The same, and wants a certificate of this authority. */
    public static TlsNode wanting(TestCertificates.Issued own, TestCertificates clients) throws Exception {
        HttpServerOptions options = options(own)
                .setUseAlpn(false)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(clients.authority().toString()));
        return new TlsNode(options, request -> request.response().end("ok"));
    }

    /** Offers HTTP/2 by ALPN. */
    public static TlsNode http2(TestCertificates.Issued own, Handler<HttpServerRequest> handler) throws Exception {
        return new TlsNode(options(own).setUseAlpn(true), handler);
    }

    private static HttpServerOptions options(TestCertificates.Issued own) {
        return new HttpServerOptions()
                .setSsl(true)
                .setSni(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString()));
    }

    private static String facts(HttpServerRequest request) {
        SSLSession session = request.sslSession();
        return request.version() + " "
                + (session == null ? "clear" : session.getProtocol()) + " sni="
                + request.connection().indicatedServerName() + " client=" + clientOf(session);
    }

    private static String clientOf(@Nullable SSLSession session) {
        try {
            return session == null ? "none" : session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "none";
        }
    }

    /** Where it listens. */
    public int port() {
        return server.actualPort();
    }

    /** Each request as {@code GET / HTTP_1_1 TLSv1.3 sni=name client=CN}. */
    public List<String> seen() {
        return List.copyOf(seen);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, SECONDS)
                .join();
    }
}
