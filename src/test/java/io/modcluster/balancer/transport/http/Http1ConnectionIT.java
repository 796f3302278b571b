package io.modcluster.balancer.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.testkit.ByteNode;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.NodeTransport;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one HTTP/1.1 connection makes of a node that does not keep to the rules. */
class Http1ConnectionIT {
    private static final String EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final NodeCaller caller = new NodeCaller();

    @AfterEach
    void close() throws Exception {
        caller.close();
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
            NodeTransport transport = Http1Nodes.transport(caller, node.port());
            NodeExchange sending = caller.on(transport::open);
            NodeResponse response = caller.on(() -> {
                Future<NodeResponse> head = send(sending, BodyFraming.STREAM);
                sending.flushHead();
                return head.map(answer -> {
                    answer.body().pause();
                    return answer;
                });
            });
            caller.on(() -> sending.write(Buffer.buffer("first")));
            await().until(() -> node.sent() > 130);
            await().pollDelay(Duration.ofMillis(200)).until(() -> true);

            assertThat(caller.on(() -> NodeCaller.read(response))).isEqualTo("a");
            assertThat(caller.get(() -> response.trailers().get()).get("X-Of")).isEqualTo("first");
            caller.on(() -> sending.end());
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
            NodeTransport transport = Http1Nodes.transport(caller, node.port());
            assertThat(caller.on(() -> read(transport))).isEmpty();
            assertFails(FailureKind.BROKEN_BEFORE_RESPONSE, () -> caller.on(() -> read(transport)));
        }
    }

    @Test
    void a_response_with_two_framings_is_refused() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
            connection.readToEnd();
        })) {
            NodeTransport transport = Http1Nodes.transport(caller, node.port());
            assertFails(FailureKind.BAD_RESPONSE, () -> caller.on(() -> read(transport)));
        }
    }

    @Test
    void nothing_of_a_body_goes_behind_the_length_that_was_announced() throws Exception {
        try (ByteNode node = ByteNode.start(connection -> {
            connection.readHead();
            connection.readToEnd();
        })) {
            NodeTransport transport = Http1Nodes.transport(caller, node.port());
            assertFails(
                    FailureKind.BAD_RESPONSE,
                    () -> caller.on(() -> transport.open().compose(exchange -> {
                        Future<NodeResponse> head = send(exchange, BodyFraming.LENGTH, "Content-Length", "3");
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

    private static Future<String> read(NodeTransport transport) {
        return NodeCaller.ask(transport).compose(NodeCaller::read);
    }

    private static Future<NodeResponse> send(NodeExchange exchange, BodyFraming framing, String... fields) {
        return NodeCaller.send(exchange, HttpMethod.GET, framing, fields);
    }
}
