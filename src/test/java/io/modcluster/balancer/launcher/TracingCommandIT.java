package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.Answer;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RawHttp;
import io.modcluster.balancer.testkit.RecordingNode;
import io.modcluster.balancer.testkit.WireMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The command line with {@code tracing.enabled}, and a collector that takes its spans. */
@SuppressWarnings("NullAway.Init") // set by each test
class TracingCommandIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    private final Vertx plain = Vertx.vertx();
    private final Queue<byte[]> exports = new ConcurrentLinkedQueue<>();
    private final Queue<String> types = new ConcurrentLinkedQueue<>();
    private Vertx traced;
    private ModClusterBalancer balancer;

    @AfterEach
    void close() {
        done(traced.close());
        done(plain.close());
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private McmpClient start(int samplePercent) {
        HttpServer collector = done(plain.createHttpServer()
                .requestHandler(request -> {
                    types.add(request.path() + " " + request.getHeader("Content-Type"));
                    request.bodyHandler(body -> {
                        exports.add(body.getBytes());
                        request.response()
                                .putHeader("Content-Type", "application/x-protobuf")
                                .end();
                    });
                })
                .listen(0, "127.0.0.1"));
        BalancerOptions options = new BalancerOptions().setName("edge-7");
        options.getTraffic().setHost("127.0.0.1").setPort(0).setInstances(1);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        options.getTracing()
                .setEnabled(true)
                .setService("shop-edge")
                .setSamplePercent(samplePercent)
                .setEndpoint("http://127.0.0.1:" + collector.actualPort() + "/v1/traces");
        traced = VertxStart.start(options);
        balancer = ModClusterBalancer.create(traced, options);
        done(balancer.start());
        return new McmpClient(balancer.mcmpPort());
    }

    private static void register(McmpClient mcmp, RecordingNode node, String route) {
        mcmp.send(
                "CONFIG",
                "JVMRoute=" + route + "&Host=127.0.0.1&Port=" + node.port() + "&Type=http&StickySessionForce=No");
        mcmp.send("ENABLE-APP", "JVMRoute=" + route + "&Alias=localhost&Context=/app");
        mcmp.send("STATUS", "JVMRoute=" + route + "&Load=50");
    }

    private RawHttp.Response get(String flags) throws Exception {
        try (RawHttp client = RawHttp.connect(balancer.trafficPort())) {
            return client.send("GET /app/x HTTP/1.1\r\nHost: localhost\r\nCookie: JSESSIONID=abc.n1\r\ntraceparent: 00-"
                            + TRACE + "-" + CALLER + "-" + flags + "\r\n\r\n")
                    .read(SOON);
        }
    }

    private List<OtlpSpans.Span> spans() {
        return exports.stream()
                .flatMap(export -> OtlpSpans.of(export).stream())
                .filter(span -> span.trace().equals(TRACE))
                .toList();
    }

    private static List<String> parents(RecordingNode node) {
        return node.requests().stream()
                .map((WireMessage request) -> request.values("traceparent"))
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void a_trace_goes_on_with_a_span_for_the_request_and_one_for_each_try() throws Exception {
        McmpClient mcmp = start(100);
        try (RecordingNode bad = RecordingNode.start("n1");
                RecordingNode good = RecordingNode.start("n2")) {
            register(mcmp, bad, "n1");
            register(mcmp, good, "n2");
            bad.answer(request -> request.target().startsWith("/app") ? Answer.closeWithoutAnswer() : Answer.ok("n1"));

            assertThat(get("01").status()).isEqualTo(200);

            await().atMost(SOON).until(() -> spans().size() >= 3);
            OtlpSpans.Span server = spans().stream()
                    .filter(OtlpSpans.Span::isServer)
                    .findFirst()
                    .orElseThrow();
            List<OtlpSpans.Span> tries =
                    spans().stream().filter(OtlpSpans.Span::isClient).toList();
            assertThat(server.parent()).isEqualTo(CALLER);
            assertThat(tries).hasSize(2).allSatisfy(one -> assertThat(one.parent())
                    .isEqualTo(server.id()));
            List<String> got =
                    Stream.concat(parents(bad).stream(), parents(good).stream()).toList();
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(tries.stream()
                            .map(one -> "00-" + TRACE + "-" + one.id() + "-01")
                            .toList());
            assertThat(types).contains("/v1/traces application/x-protobuf");
            assertThat(new String(exports.iterator().next(), StandardCharsets.ISO_8859_1))
                    .contains("shop-edge", "edge-7");
        }
    }

    @Test
    void who_asks_for_nothing_or_for_more_than_the_share_is_not_told_of() throws Exception {
        McmpClient mcmp = start(0);
        try (RecordingNode node = RecordingNode.start("n1")) {
            register(mcmp, node, "n1");
            assertThat(get("01").status()).isEqualTo(200);
            assertThat(get("00").status()).isEqualTo(200);

            done(balancer.stop());
            done(traced.close());
            assertThat(exports).as("all told at the end").isEmpty();
            assertThat(parents(node)).hasSize(2).allMatch(parent -> parent.startsWith("00-" + TRACE));
        }
    }

    @Test
    void the_last_spans_are_told_at_the_end() throws Exception {
        McmpClient mcmp = start(100);
        try (RecordingNode node = RecordingNode.start("n1")) {
            register(mcmp, node, "n1");
            assertThat(get("01").status()).isEqualTo(200);
            done(balancer.stop());
            done(traced.close());
            assertThat(spans()).hasSize(2);
        }
    }
}
