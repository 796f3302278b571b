package io.modcluster.balancer.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** B-16: a client that says nothing more and waits; on the native transport too, where that is on the class path. */
@SuppressWarnings("NullAway.Init") // set by JUnit
class HalfCloseIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String GET = "GET /g HTTP/1.1\r\nHost: a\r\n\r\n";

    private Vertx vertx;
    private HttpServer server;
    private final Set<HttpServerRequest> waiting = ConcurrentHashMap.newKeySet();
    private final Set<Object> open = ConcurrentHashMap.newKeySet();

    private void start(boolean nativeTransport) throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        assumeThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
        server = vertx.createHttpServer(StrictHttpEdge.applyTo(new HttpServerOptions(), EdgeServer.LIMITS))
                .connectionHandler(connection -> {
                    EdgeServer.serve(connection, EdgeServer.LIMITS, this::handle);
                    StrictHttpEdge.answerHalfClosed(connection);
                    open.add(connection);
                    connection.closeHandler(closed -> open.remove(connection));
                    connection.exceptionHandler(reset -> {});
                })
                .invalidRequestHandler(StrictHttpEdge::onInvalidRequest)
                .requestHandler(this::handle);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void handle(HttpServerRequest request) {
        request.exceptionHandler(gone -> {});
        request.response().exceptionHandler(gone -> {});
        if (request.path().equals("/wait")) {
            waiting.add(request);
        } else {
            // later, so that the end of input is seen before the answer
            request.body()
                    .onSuccess(body ->
                            vertx.setTimer(20, late -> request.response().end("got " + body)));
        }
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private RawHttp.Outcome askAndEnd(String bytes) throws Exception {
        try (RawHttp client = RawHttp.connect(server.actualPort())) {
            return client.send(bytes).finishSending().readUntilQuiet(SOON);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("B-16: a client that half-closes after whole requests gets all its answers")
    void b_16_whole_requests_are_answered(boolean nativeTransport) throws Exception {
        start(nativeTransport);

        RawHttp.Outcome one = askAndEnd(GET);
        RawHttp.Outcome three = askAndEnd(GET + "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + GET);

        assertThat(one.statuses()).containsExactly(200);
        assertThat(one.closed()).isTrue();
        assertThat(three.responses()).extracting(RawHttp.Response::body).containsExactly("got ", "got abc", "got ");
        assertThat(three.closed()).isTrue();
        await().atMost(SOON).until(open::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_not_whole_ends_the_connection(boolean nativeTransport) throws Exception {
        start(nativeTransport);
        for (String rest : new String[] {
            "", "GET", "GET /g HTTP/1.1\r\nHost: a\r\n", "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"
        }) {
            assertThat(askAndEnd(rest).closed()).isTrue();
            RawHttp.Outcome behind = askAndEnd(GET + rest);
            assertThat(behind.statuses()).as(rest).first().isEqualTo(200);
            assertThat(behind.closed()).isTrue();
        }
        await().atMost(SOON).until(open::isEmpty);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("CVE-2026-42577: a reset after the half-close costs no CPU and no connection for ever")
    void a_reset_after_the_half_close_does_not_spin(boolean nativeTransport) throws Exception {
        start(nativeTransport);
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
            socket.getOutputStream()
                    .write("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            int count = i + 1;
            await().atMost(SOON).until(() -> waiting.size() == count);
            socket.setSoLinger(true, 0);
            socket.close();
        }
        long cpu = cpuOfEventLoops();
        long began = System.nanoTime();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        double share = (cpuOfEventLoops() - cpu) / (double) (System.nanoTime() - began);
        assertThat(share).as("share of one core while nothing happens").isLessThan(0.5);

        vertx.runOnContext(on -> waiting.forEach(request -> request.response().end("late")));
        await().atMost(SOON).until(open::isEmpty);
        assertThat(askAndEnd(GET).statuses()).containsExactly(200);
    }

    private static long cpuOfEventLoops() {
        var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("vert.x-eventloop")) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getId()));
            }
        }
        return sum;
    }
}
