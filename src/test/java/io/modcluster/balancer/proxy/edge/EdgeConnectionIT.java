package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what does not go on is missing in the answers
class EdgeConnectionIT {
    static final Duration SOON = Duration.ofSeconds(15);
    static final Duration SHORT = Duration.ofMillis(400);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Promise<Void> goOn = Promise.promise();
    EdgeServer server;

    @BeforeEach
    void start() throws Exception {
        EdgeLimits limits = new EdgeLimits(
                8192, 16_384, 100, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofSeconds(20), 500);
        server = new EdgeServer(limits, this::handle, isServedByUs());
    }

    /** Whether the edge serves the connections, or Vert.x behind it. */
    boolean isServedByUs() {
        return true;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void handle(HttpServerRequest request) {
        events.add("begin " + request.uri());
        switch (request.uri()) {
            case "/never" -> request.resume();
            case "/slow" -> later(() -> end(request));
            case "/held" -> {
                Context context = Vertx.currentContext();
                goOn.future().onComplete(told -> context.runOnContext(now -> end(request)));
            }
            case "/bye" ->
                later(() -> {
                    request.response().putHeader("Connection", "Close");
                    end(request);
                });
            case "/early" -> {
                StrictHttpEdge.endAfterResponse(request);
                request.response().setStatusCode(413);
                end(request);
            }
            case "/begun" -> request.response().setChunked(true).write("begun");
            case "/continue" -> {
                request.response().writeContinue();
                request.body().onSuccess(body -> end(request));
            }
            case "/up" -> request.toNetSocket().onSuccess(socket -> socket.handler(socket::write));
            default -> request.body().onSuccess(body -> end(request));
        }
    }

    private void end(HttpServerRequest request) {
        events.add("end " + request.uri());
        request.response().end(request.uri());
    }

    private static void later(Runnable action) {
        Vertx.currentContext().owner().setTimer(200, id -> action.run());
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static String chunked(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    private RawHttp.Outcome exchange(String bytes) throws Exception {
        return RawHttp.exchange(server.port(), bytes, SHORT);
    }

    private RawHttp.Outcome untilClosed(String bytes) throws Exception {
        return RawHttp.exchange(server.port(), bytes, SOON);
    }

    @DisplayName("B-14")
    @Test
    void the_last_response_of_a_connection_arrives_whole_at_a_slow_client() throws Exception {
        String large = "x".repeat(20_000_000);
        try (EdgeServer whole = new EdgeServer(
                        EdgeServer.LIMITS, request -> request.response().end(large));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), whole.port())) {
            client.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            await().pollDelay(SHORT).until(() -> true);
            assertThat(client.getInputStream().readAllBytes().length).isGreaterThan(large.length());
        }
    }

    @Test
    void a_thousand_pipelined_requests_are_answered_in_order() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            requests.append(get("/" + i));
        }
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send(requests.toString());
            for (int i = 0; i < 1000; i++) {
                assertThat(client.read(SOON).body()).isEqualTo("/" + i);
            }
            assertThat(client.readWhatComes(SHORT).rest()).isEmpty();
        }
    }

    @Test
    void a_pipelined_request_waits_for_the_answer_before_it() throws Exception {
        exchange(get("/slow") + get("/slow") + get("/x"));
        await().until(() -> events.contains("end /x"));
        assertThat(events)
                .containsExactly("begin /slow", "end /slow", "begin /slow", "end /slow", "begin /x", "end /x");
    }

    @Test
    void nothing_is_read_after_a_response_that_says_close() throws Exception {
        RawHttp.Outcome outcome = untilClosed(get("/bye") + get("/x"));
        assertThat(outcome.responses()).extracting(RawHttp.Response::body).containsExactly("/bye");
        assertThat(outcome.closed()).isTrue();
        assertThat(events).containsExactly("begin /bye", "end /bye");
    }

    @Test
    void an_early_last_answer_arrives_although_the_body_goes_on() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 8000000\r\n\r\n");
            client.send("b".repeat(4_000_000));
            assertThat(client.read(SOON).status()).isEqualTo(413);
            assertThat(client.isClosedWithin(SOON)).isTrue();
            assertThat(client.wasReset()).isFalse();
        }
    }

    @DisplayName("B-04")
    @Test
    void broken_framing_after_the_response_began_cuts_it_and_adds_no_second_answer() throws Exception {
        RawHttp.Outcome outcome = untilClosed(chunked("/begun") + "zz\r\n");
        assertThat(outcome.closed()).isTrue();
        assertThat(outcome.responses()).isEmpty();
        assertThat(outcome.rest()).startsWith("HTTP/1.1 200").endsWith("5\r\nbegun\r\n");
    }

    @DisplayName("B-04")
    @Test
    void broken_framing_behind_a_slow_request_is_answered_in_its_turn() throws Exception {
        RawHttp.Outcome outcome = untilClosed(get("/slow") + chunked("/x") + "zz\r\n");
        assertThat(outcome.statuses()).containsExactly(200, 400);
        assertThat(outcome.closed()).isTrue();
    }

    @DisplayName("B-02")
    @Test
    void a_refused_head_behind_a_slow_request_is_answered_in_its_turn() throws Exception {
        RawHttp.Outcome outcome = untilClosed(get("/slow") + "GET  /x HTTP/1.1\r\n\r\n");
        assertThat(outcome.statuses()).containsExactly(200, 400);
        assertThat(outcome.closed()).isTrue();
    }

    @DisplayName("B-17")
    @Test
    void an_expectation_is_answered_by_the_handler_only() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("POST /continue HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na"
                    + get("/x"));
            for (int status : new int[] {100, 200, 200}) {
                assertThat(client.read(SOON).status()).isEqualTo(status);
            }
            assertThat(client.readWhatComes(SHORT).rest()).isEmpty();
        }
    }

    @Test
    void a_request_that_takes_longer_than_every_limit_of_the_edge_is_answered() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send(get("/never"));
            assertThat(client.isClosedWithin(Duration.ofMillis(1500))).isFalse();
        }
    }

    @Test
    void a_server_that_stops_waits_for_the_answer_under_way_and_takes_no_other_request() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port());
                RawHttp idle = RawHttp.connect(server.port())) {
            assertThat(idle.send(get("/idle")).read(SOON).status()).isEqualTo(200);
            client.send(get("/held"));
            await().until(() -> events.contains("begin /held"));
            Future<Void> stopped = server.shutdown(SOON);
            assertThat(idle.isClosedWithin(SOON)).as("the stop has come").isTrue();
            client.send(get("/x"));
            goOn.complete();
            assertThat(client.read(SOON).status()).isEqualTo(200);
            assertThat(client.isClosedWithin(SOON)).isTrue();
            stopped.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            assertThat(events).noneMatch(event -> event.contains("/x"));
        }
    }

    @Test
    void a_client_that_pipelines_without_end_is_not_read_without_end() throws Exception {
        try (SocketChannel client =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
            client.configureBlocking(false);
            client.write(ByteBuffer.wrap(get("/never").getBytes(StandardCharsets.US_ASCII)));
            await().until(() -> events.size() == 1);
            byte[] flood = get("/x").repeat(1000).getBytes(StandardCharsets.US_ASCII);
            long sent = 0;
            long end = System.nanoTime() + SHORT.toNanos();
            while (System.nanoTime() < end && sent < 200_000_000) {
                sent += client.write(ByteBuffer.wrap(flood));
            }
            // what fits into the kernel's buffers of both ends
            assertThat(sent).isLessThan(32_000_000);
            assertThat(events).containsExactly("begin /never");
        }
    }

    @Test
    void a_client_that_leaves_within_a_head_is_forgotten() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("GET /x HTTP/1.1\r\nHost: a\r\n").finishSending();
            assertThat(client.isClosedWithin(SOON)).isTrue();
        }
        assertThat(events).isEmpty();
        assertThat(exchange(get("/x")).statuses()).containsExactly(200);
    }
}
