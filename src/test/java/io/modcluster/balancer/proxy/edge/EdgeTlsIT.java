package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.routing.EncodedSlashes;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EdgeTlsIT {
    private final Vertx vertx = TestVertx.vertx();
    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final List<Verdict> verdicts = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        HttpServerOptions options =
                new HttpServerOptions().setSsl(true).setUseAlpn(true).setKeyCertOptions(certificate.keyCertOptions());
        server = vertx.createHttpServer(StrictHttpEdge.applyTo(options, EdgeServer.LIMITS));
        server.connectionHandler(connection -> EdgeServer.serve(connection, EdgeServer.LIMITS, this::handle));
        server.requestHandler(this::handle);
        get(server.listen(0, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        get(vertx.close());
        certificate.delete();
    }

    private void handle(HttpServerRequest request) {
        Verdict verdict = StrictHttpEdge.judge(request, new RequestGuard(EncodedSlashes.REFUSE));
        verdicts.add(verdict);
        if (verdict instanceof Verdict.Refused refused) {
            StrictHttpEdge.refuse(request, refused);
        } else {
            request.response().end("ok");
        }
    }

    @Test
    void an_http_2_request_is_judged_by_its_authority() throws Exception {
        int status = statusOverHttp2("/app;x/%20y");
        assertThat(status).isEqualTo(200);
        assertThat(verdicts)
                .containsExactly(new Verdict.Accepted(
                        "localhost",
                        server.actualPort(),
                        "localhost:" + server.actualPort(),
                        "/app/ y",
                        "/app;x/%20y"));
    }

    @Test
    void a_refused_http_2_request_ends_its_stream_only() throws Exception {
        assertThat(statusOverHttp2("/a/../b")).isEqualTo(400);
        assertThat(verdicts).singleElement().isInstanceOf(Verdict.Refused.class);
    }

    private int statusOverHttp2(String path) throws Exception {
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2);
        // a client that nobody holds is closed when it is collected
        HttpClientAgent client = vertx.createHttpClient(options);
        int status = get(client.request(HttpMethod.GET, server.actualPort(), "localhost", path)
                .compose(HttpClientRequest::send)
                .map(response -> response.version() == HttpVersion.HTTP_2 ? response.statusCode() : -1));
        get(client.close());
        return status;
    }

    @Test
    void the_edge_stands_behind_tls_too() throws Exception {
        String answer = talk("GET  /x HTTP/1.1\r\nHost: a\r\n\r\nGET /y HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("connection: close");
        assertThat(verdicts).isEmpty();
        assertThat(talk("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ");
    }

    /** Everything the server says until it closes. */
    private String talk(String bytes) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, certificate.trustOptions().getTrustManagerFactory(vertx).getTrustManagers(), null);
        try (Socket socket =
                tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
