package io.modcluster.balancer.transport.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the connections to one node. */
class HttpNodeTransportIT {
    private static final Duration SHORT = Duration.ofSeconds(1);
    /** For a first connection on a machine that does other things, too. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private final NodeCaller caller = new NodeCaller();
    private final List<HttpConnection> connections = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        caller.close();
    }

    @ParameterizedTest
    @CsvSource({"5, true", "3000000, true", "5, false", "3000000, false"})
    void a_connection_that_the_node_closes_while_a_client_is_behind_is_lost_to_nobody_else(int length, boolean ours)
            throws Exception {
        String body = "x".repeat(length);
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + body);
        })) {
            NodeTransport transport =
                    ours ? Http1Nodes.transport(caller, node.port()) : transport(node.port(), false, 1, 1);
            for (int i = 0; i < 3; i++) {
                NodeResponse behind = caller.on(() -> NodeCaller.ask(transport).map(response -> {
                    response.body().pause();
                    return response;
                }));
                if (length < 100) {
                    await().until(() -> node.openConnections() == 0);
                    await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                    NodeResponse next =
                            caller.on(() -> NodeCaller.ask(transport).map(response -> {
                                response.body().pause();
                                return response;
                            }));
                    assertThat(caller.on(() -> NodeCaller.read(next))).hasSize(length);
                }
                assertThat(caller.on(() -> NodeCaller.read(behind))).hasSize(length);
                await().until(() -> node.openConnections() == 0);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
        }
    }

    @Test
    void the_first_streams_of_a_connection_need_no_queue() throws Exception {
        HttpNodeTransport transport = transport(http2Node(new Http2Settings(), true), true, 10, 0);

        List<Integer> statuses = caller.on(() -> {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(NodeCaller.ask(transport).map(NodeResponse::status));
            }
            return Future.all(all).map(done -> done.<Integer>list());
        });

        assertThat(statuses).hasSize(10).containsOnly(200);
        assertThat(connections).hasSize(1);
    }

    @Test
    void no_more_wait_for_a_stream_than_the_queue_takes() throws Exception {
        HttpNodeTransport transport = transport(http2Node(new Http2Settings(), false), true, 4, 2);

        List<FailureKind> failures = new CopyOnWriteArrayList<>();
        caller.on(() -> {
            for (int i = 0; i < 8; i++) {
                NodeCaller.ask(transport).onFailure(cause -> failures.add(((NodeException) cause).kind()));
            }
            return Future.succeededFuture(1);
        });

        await().until(() -> failures.size() == 4);
        assertThat(failures)
                .containsExactly(
                        FailureKind.QUEUE_FULL,
                        FailureKind.QUEUE_FULL,
                        FailureKind.QUEUE_TIMEOUT,
                        FailureKind.QUEUE_TIMEOUT);
    }

    @Test
    void a_stream_that_nobody_used_goes_to_who_waits_for_one() throws Exception {
        HttpNodeTransport transport = transport(http2Node(new Http2Settings(), true), true, 1, 2);
        NodeExchange unused = caller.on(transport::open);
        Future<NodeResponse> first = caller.begin(() -> NodeCaller.ask(transport));
        Future<NodeResponse> second = caller.begin(() -> NodeCaller.ask(transport));

        caller.run(unused::cancel);

        assertThat(NodeCaller.result(first).status()).isEqualTo(200);
        assertThat(NodeCaller.result(second).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_response_that_its_client_does_not_read_keeps_no_stream_from_others(boolean http2) throws Exception {
        HttpNodeTransport transport = transport(http2Node(new Http2Settings(), true), http2, 1, 3);
        for (int i = 0; i < 3; i++) {
            NodeResponse unread = caller.on(() -> NodeCaller.ask(transport).map(head -> {
                head.body().pause();
                return head;
            }));
            assertThat(unread.status()).isEqualTo(200);
        }
        assertThat(caller.get(transport::taken)).isEqualTo(3);
    }

    @Test
    void a_node_whose_streams_are_all_taken_is_not_one_that_cannot_be_reached() throws Exception {
        HttpNodeTransport transport =
                transport(http2Node(new Http2Settings().setMaxConcurrentStreams(1), false), true, SHORT, 4, 4);
        caller.on(() -> {
            askUntilOneComes(transport);
            return Future.succeededFuture(1);
        });
        await().until(() -> requests.size() == 1);

        assertThatThrownBy(() -> caller.on(() -> NodeCaller.ask(transport)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(NodeException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(FailureKind.QUEUE_TIMEOUT));
    }

    @Test
    void streams_that_nobody_used_bring_nothing_along_and_go_with_their_connection() throws Exception {
        HttpNodeTransport transport = transport(http2Node(new Http2Settings(), true), true, 20, 20);
        List<NodeExchange> unused = caller.on(() -> {
            List<Future<NodeExchange>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(transport.open());
            }
            return Future.all(all).map(done -> done.<NodeExchange>list());
        });
        caller.on(() -> {
            unused.forEach(exchange -> {
                // the second field cannot be sent
                assertThatThrownBy(() -> NodeCaller.send(
                                exchange, HttpMethod.GET, BodyFraming.NONE, "X-Of", "another client", "X", "a\nb"))
                        .isInstanceOf(IllegalArgumentException.class);
                exchange.cancel();
            });
            return Future.succeededFuture(1);
        });

        NodeExchange next = caller.on(transport::open);
        assertThat(caller.on(() -> NodeCaller.get(next)).status()).isEqualTo(200);
        assertThat(requests)
                .singleElement()
                .satisfies(request -> assertThat(request.headers().names()).doesNotContain("x-of"));
        connections.forEach(HttpConnection::close);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);

        assertThat(caller.on(() -> NodeCaller.ask(transport)).status()).isEqualTo(200);
        assertThat(connections).hasSize(2);
    }

    /** The first may take longer to connect than it has time. */
    private void askUntilOneComes(NodeTransport transport) {
        NodeCaller.ask(transport).onFailure(late -> {
            if (requests.isEmpty()) {
                askUntilOneComes(transport);
            }
        });
    }

    private int http2Node(Http2Settings settings, boolean answers) throws Exception {
        return caller.vertx()
                .createHttpServer(new HttpServerOptions().setInitialSettings(settings))
                .connectionHandler(connections::add)
                .requestHandler(request -> {
                    requests.add(request);
                    if (answers) {
                        request.response().end("x");
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, SECONDS)
                .actualPort();
    }

    private HttpNodeTransport transport(int port, boolean http2, int most, int queue) throws Exception {
        return transport(port, http2, LONG, most, queue);
    }

    private HttpNodeTransport transport(int port, boolean http2, Duration connect, int most, int queue)
            throws Exception {
        NodeConfig config = NodeCaller.nodeAt(Scheme.HTTP, port);
        NodeDialect dialect = new NodeDialect(null, http2);
        return caller.get(() -> new HttpNodeTransport(caller.vertx(), config, dialect, limits(connect, most, queue)));
    }

    private static TransportLimits limits(Duration connect, int most, int queue) {
        return new TransportLimits(
                most,
                queue,
                Duration.ofMillis(500),
                connect,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                8192,
                Duration.ZERO);
    }
}
