package io.modcluster.balancer.proxy;

import static io.modcluster.balancer.proxy.ProxyFixture.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What comes behind a body and before a head. */
class TrailersIT {
    private final Http2Nodes nodes = new Http2Nodes();

    @AfterEach
    void close() throws Exception {
        nodes.close();
    }

    @Test
    @DisplayName(
            "A gRPC-like call: HTTP/2 on both sides, TE on the way there, the status in the trailers on the way back")
    void a_grpc_like_call() throws Exception {
        Http2Front front = Http2Front.of(nodes.clearProxyTo(nodes.clearNode(Http2Nodes::grpc)));

        Http2Front.Reply reply = front.ask(
                HttpMethod.POST,
                "/shop.Cart/Add",
                Map.of("te", "trailers", "content-type", "application/grpc"),
                "call");

        assertThat(reply.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("call");
        assertThat(reply.trailers()).isEqualTo(Map.of("grpc-status", "0", "grpc-message", "fine"));
        assertThat(nodes.seen).containsExactly("HTTP_2 shop.example host=null te=trailers");
    }

    @Test
    void a_grpc_like_refusal_has_its_status_in_the_head() throws Exception {
        Http2Front front = Http2Front.of(nodes.clearProxyTo(nodes.clearNode(request -> request.response()
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "12")
                .end())));

        Http2Front.Reply reply = front.ask(HttpMethod.POST, "/shop.Cart/No", Map.of("te", "trailers"), "call");

        assertThat(reply.headers()).containsEntry("grpc-status", "12");
        assertThat(reply.body()).isEmpty();
    }

    @Test
    void a_client_of_http_1_1_gets_trailers_when_it_asks_for_them() throws Exception {
        ProxyFixture proxy =
                nodes.clearProxyTo(nodes.clearNode(Http2Nodes::grpc)).start();
        String post = "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\n";
        assertThat(bytesOf(proxy, post + "TE: trailers\r\n\r\ncall"))
                .endsWith("4\r\ncall\r\n0\r\ngrpc-status: 0\r\ngrpc-message: fine\r\n\r\n")
                .doesNotContain("set-cookie");
        assertThat(bytesOf(proxy, post + "\r\ncall")).endsWith("4\r\ncall\r\n0\r\n\r\n");
        assertThat(nodes.seen).containsExactly("HTTP_2 h host=null te=trailers", "HTTP_2 h host=null te=null");
    }

    /** Everything that comes until the end of the connection. */
    private static String bytesOf(ProxyFixture proxy, String request) throws Exception {
        try (Socket socket = new Socket(java.net.InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void early_hints_are_passed_on() throws Exception {
        ProxyFixture proxy = nodes.clearProxyTo(nodes.clearNode(request -> {
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
