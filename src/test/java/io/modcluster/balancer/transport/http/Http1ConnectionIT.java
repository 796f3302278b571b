package io.modcluster.balancer.transport.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.TestVertx;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one HTTP/1.1 connection makes of a node that does not keep to the rules. */
class Http1ConnectionIT {
    private static final ClientConnection CLIENT = new ClientConnection(null, null, "h", 80, false, null);
    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final Vertx vertx = TestVertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, SECONDS);
    }

    @Test
    void a_second_response_to_a_request_that_is_still_being_sent_is_no_part_of_the_first() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Of: first\r\n\r\n");
            connection.read("5\r\nfirst\r\n".length());
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nb\r\n0\r\nX-Of: second\r\n\r\n");
            connection.readToEnd();
        })) {
            Http1Transport transport = http1(node.port());
            NodeExchange sending = on(transport::open);
            NodeResponse response = on(() -> {
                Future<NodeResponse> head = send(sending, BodyFraming.STREAM);
                sending.flushHead();
                return head.map(answer -> {
                    answer.body().pause();
                    return answer;
                });
            });
            on(() -> sending.write(Buffer.buffer("first")));
            await().until(() -> node.sent() > 130);
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);

            assertThat(on(() -> read(response))).isEqualTo("a");
            assertThat(on(() -> Future.succeededFuture(response.trailers().get()))
                            .get("X-Of"))
                    .isEqualTo("first");
            on(() -> sending.end());
            await().until(() -> node.openConnections() == 0);
        }
    }

    @Test
    void a_connection_that_broke_after_an_interim_response_was_not_stale() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send(EMPTY);
            connection.readHead();
            connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        })) {
            Http1Transport transport = http1(node.port());
            assertThat(on(() -> read(transport))).isEmpty();
            assertFails(FailureKind.BROKEN_BEFORE_RESPONSE, () -> on(() -> read(transport)));
        }
    }

    @Test
    void a_response_with_two_framings_is_refused() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            connection.readToEnd();
        })) {
            Http1Transport transport = http1(node.port());
            assertFails(FailureKind.BAD_RESPONSE, () -> on(() -> read(transport)));
        }
    }

    @Test
    void nothing_of_a_body_goes_behind_the_length_that_was_announced() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.readToEnd();
        })) {
            Http1Transport transport = http1(node.port());
            assertFails(
                    FailureKind.BAD_RESPONSE,
                    () -> on(() -> transport.open().compose(exchange -> {
                        exchange.headers().set("Content-Length", "3");
                        Future<NodeResponse> head = send(exchange, BodyFraming.LENGTH);
                        exchange.write(Buffer.buffer("abc"));
                        exchange.write(Buffer.buffer("GET /smuggled"));
                        return head;
                    })));
            await().until(() -> node.openConnections() == 0);
            assertThat(node.received()).doesNotContain("smuggled");
        }
    }

    private static void assertFails(FailureKind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(NodeException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(kind));
    }

    private static Future<String> read(Http1Transport transport) {
        return transport
                .open()
                .compose(exchange -> send(exchange, BodyFraming.NONE))
                .compose(Http1ConnectionIT::read);
    }

    private static Future<NodeResponse> send(NodeExchange exchange, BodyFraming framing) {
        return exchange.send(HttpMethod.GET, "/", framing, CLIENT, continues -> {});
    }

    private static Future<String> read(NodeResponse response) {
        Promise<String> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.body()
                .exceptionHandler(whole::tryFail)
                .handler(body::appendBuffer)
                .endHandler(end -> whole.tryComplete(body.toString()));
        response.body().resume();
        return whole.future();
    }

    private Http1Transport http1(int port) throws Exception {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", port),
                false,
                "",
                BalancerConfig.named("b"),
                ConnectionConfig.DEFAULT);
        Duration some = Duration.ofSeconds(10);
        TransportLimits limits = new TransportLimits(1, 1, some, some, some, some, 8192, Duration.ZERO);
        return on(() -> Future.succeededFuture(new Http1Transport(
                vertx,
                config,
                new NodeDialect(null, false),
                limits,
                new LoopHeads(),
                new NodeCounter().connections())));
    }

    private <T> T on(Supplier<Future<T>> action) throws Exception {
        Promise<T> result = Promise.promise();
        context.runOnContext(running -> action.get().onComplete(result));
        return result.future().toCompletionStage().toCompletableFuture().get(15, SECONDS);
    }
}
