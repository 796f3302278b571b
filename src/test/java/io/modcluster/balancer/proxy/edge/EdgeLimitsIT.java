package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EdgeLimitsIT {
    private static final Duration HEAD = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(1500);
    private static final Duration BODY = Duration.ofSeconds(1);
    private static final int RATE = 20;
    private static final Duration LATE = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String START = "GET /x HTTP/1.1\r\nHost: a\r\n";

    private EdgeServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EdgeServer(new EdgeLimits(8192, 16_384, 100, HEAD, IDLE, BODY, RATE));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @DisplayName("B-11 request line")
    @ParameterizedTest
    @CsvSource({"8191, 200", "8192, 200", "8193, 414", "60000, 414"})
    void a_request_line_may_be_8_kib_long(int length, int status) throws Exception {
        String around = "GET / HTTP/1.1";
        String line = "GET /" + "a".repeat(length - around.length()) + " HTTP/1.1";
        assertAnswer(line + "\r\nHost: a\r\n\r\n", status);
    }

    @DisplayName("B-11 header block and cookie")
    @ParameterizedTest
    @CsvSource({"16383, 200", "16384, 200", "16385, 431", "200000, 431"})
    void a_header_block_may_be_16_kib_long(int length, int status) throws Exception {
        String around = "Host: aCookie: ";
        assertAnswer(START + "Cookie: " + "c".repeat(length - around.length()) + "\r\n\r\n", status);
    }

    @DisplayName("B-11 header count")
    @ParameterizedTest
    @CsvSource({"100, 200", "101, 431", "200, 431"})
    void a_request_may_have_100_header_lines(int count, int status) throws Exception {
        assertAnswer(START + "X-A: b\r\n".repeat(count - 1) + "\r\n", status);
    }

    @Test
    void a_trailer_counts_as_a_header_line() throws Exception {
        String head = "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        assertAnswer(head + "X-A: b\r\n".repeat(98) + "\r\n", 200);
        assertAnswer(head + "X-A: b\r\n".repeat(99) + "\r\n", 400);
    }

    private void assertAnswer(String request, int status) throws Exception {
        RawHttp.Outcome outcome = server.exchange(request, status == 200 ? EdgeServer.SILENCE : SOON);
        assertThat(outcome.statuses()).containsExactly(status);
        assertThat(outcome.closed()).isEqualTo(status != 200);
        assertThat(server.seen()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void the_answer_to_an_overlong_head_arrives_although_the_client_goes_on_sending() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("GET /" + "a".repeat(1 << 20));
            assertThat(client.read(SOON).status()).isEqualTo(414);
            assertThat(client.isClosedWithin(SOON)).isTrue();
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void a_dripped_head_is_answered_with_408_and_closed() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            long start = System.nanoTime();
            client.sendInPieces(START + "X-Slow: " + "a".repeat(60) + "\r\n\r\n", 1, Duration.ofMillis(20));
            assertThat(client.read(SOON).status()).isEqualTo(408);
            assertThat(client.isClosedWithin(SOON)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(HEAD);
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void a_connection_that_never_says_anything_is_closed_without_an_answer() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            RawHttp.Outcome outcome = client.readUntilQuiet(SOON);
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.rest()).isEmpty();
        }
    }

    @Test
    void blank_lines_do_not_keep_a_connection_open() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.sendInPieces("\r\n".repeat(60), 2, Duration.ofMillis(20));
            assertThat(client.isClosedWithin(SOON)).isTrue();
        }
    }

    @Test
    void a_second_head_has_its_own_deadline() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send(START + "\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(200);
            client.send(START);
            assertThat(client.read(SOON).status()).isEqualTo(408);
            assertThat(client.isClosedWithin(SOON)).isTrue();
        }
    }

    @Test
    void an_idle_connection_lives_longer_than_a_head_may_take_and_then_ends_silently() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send(START + "\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(200);
            assertThat(client.isClosedWithin(HEAD.plusMillis(400))).isFalse();
            client.send(START + "\r\n");
            assertThat(client.read(SOON).status()).isEqualTo(200);
            RawHttp.Outcome outcome = client.readUntilQuiet(SOON);
            assertThat(outcome.closed()).isTrue();
            assertThat(outcome.rest()).isEmpty();
        }
    }

    @Test
    void a_body_that_keeps_up_with_the_rate_may_take_longer_than_its_time() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n");
            client.sendInPieces("b".repeat(200), 50, Duration.ofMillis(600));
            assertThat(client.read(SOON).status()).isEqualTo(200);
        }
        assertThat(server.seen()).singleElement().satisfies(seen -> assertThat(seen.body())
                .hasSize(200));
    }

    @DisplayName("G-03 body")
    @ParameterizedTest
    @CsvSource({"Content-Length: 1000", "Transfer-Encoding: chunked"})
    void a_trickled_body_is_answered_with_408_and_closed(String framing) throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n");
            String piece = framing.startsWith("T") ? "1\r\nb\r\n" : "b";
            client.sendInPieces(piece.repeat(30), piece.length(), Duration.ofMillis(100));
            RawHttp.Outcome outcome = client.readUntilQuiet(SOON);
            assertThat(outcome.statuses()).containsExactly(408);
            assertThat(outcome.closed()).isTrue();
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void a_client_that_waits_to_be_asked_for_its_body_is_not_slow() throws Exception {
        try (RawHttp client = RawHttp.connect(server.port())) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            assertThat(client.isClosedWithin(BODY.multipliedBy(2))).isFalse();
            client.send("abcd");
            assertThat(client.read(SOON).status()).isEqualTo(200);
        }
    }

    @Test
    void a_body_that_nobody_reads_is_not_the_clients_fault() throws Exception {
        String body = "b".repeat(2 << 20);
        EdgeLimits fast = new EdgeLimits(8192, 16_384, 100, HEAD, IDLE, BODY, 1_000_000_000);
        try (EdgeServer busy = new EdgeServer(fast, EdgeLimitsIT::readLate);
                RawHttp client = RawHttp.connect(busy.port())) {
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            RawHttp.Response response = client.read(BODY.plus(LATE).multipliedBy(2));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(String.valueOf(body.length()));
        }
    }

    private static void readLate(HttpServerRequest request) {
        Future<Buffer> body = request.body();
        request.pause();
        Vertx.currentContext().owner().setTimer(LATE.toMillis(), now -> request.resume());
        body.onSuccess(all -> request.response().end(String.valueOf(all.length())));
    }

    @Test
    void a_client_that_never_takes_its_answer_does_not_keep_its_connection() throws Exception {
        Duration half = Duration.ofMillis(500);
        EdgeLimits limits = new EdgeLimits(8192, 16_384, 100, half, half, half, 500);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (EdgeServer whole = new EdgeServer(limits, request -> {
                    request.connection().closeHandler(closed::complete);
                    request.response().end("x".repeat(20_000_000));
                });
                Socket client = new Socket(InetAddress.getLoopbackAddress(), whole.port())) {
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(closed).succeedsWithin(Duration.ofSeconds(5));
        }
    }
}
