package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Where the edge may be put on a connection, and where not. */
class EdgeInstallIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @DisplayName("F1")
    @Test
    void a_connection_that_may_have_been_read_before_is_closed() throws Exception {
        Vertx vertx = TestVertx.vertx();
        try {
            CompletableFuture<Throwable> failure = new CompletableFuture<>();
            HttpServer h2c = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(true));
            h2c.connectionHandler(c -> failure.complete(failureOf(c)))
                    .requestHandler(r -> r.response().end());
            h2c.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            RawHttp.Outcome outcome = RawHttp.exchange(h2c.actualPort(), "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", SOON);
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.responses()).isEmpty();
            assertThat(failure.get(5, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @DisplayName("F1")
    @Test
    void the_edge_stands_only_where_vertx_builds_the_connection() throws Exception {
        Vertx vertx = TestVertx.vertx();
        try {
            CompletableFuture<HttpConnection> connected = new CompletableFuture<>();
            HttpServer plain = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
            plain.connectionHandler(connected::complete)
                    .requestHandler(r -> r.response().end());
            plain.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            try (RawHttp client = RawHttp.connect(plain.actualPort())) {
                client.send("GET");
                HttpConnection connection = connected.get(5, TimeUnit.SECONDS);
                assertThatThrownBy(() -> StrictHttpEdge.onConnection(connection, EdgeServer.LIMITS))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(client.isClosedWithin(SOON)).isTrue();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Throwable failureOf(HttpConnection connection) {
        try {
            StrictHttpEdge.onConnection(connection, EdgeServer.LIMITS);
            return new AssertionError("installed");
        } catch (IllegalStateException e) {
            return e;
        }
    }
}
