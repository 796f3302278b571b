package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.RequestOptions;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In a Vert.x with a tracer a trace goes on through the balancer to the node. */
final class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final Vertx traced = Vertx.builder()
            .withTracer(new OpenTelemetryTracingFactory(OpenTelemetrySdk.builder()
                    .setTracerProvider(SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(spans))
                            .build())
                    .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                    .build()))
            .build();
    private final Vertx plain = Vertx.vertx();
    private final Queue<String> parents = new ConcurrentLinkedQueue<>();

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

    @Test
    void a_trace_goes_on_through_the_balancer_to_the_node() {
        HttpServer node = plain.createHttpServer().requestHandler(request -> {
            parents.addAll(request.headers().getAll("traceparent"));
            request.response().end("hello");
        });
        done(node.listen(0, "127.0.0.1"));
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(traced, options);
        done(balancer.start());
        McmpClient mcmp = new McmpClient(balancer.mcmpPort());
        mcmp.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Port=" + node.actualPort() + "&Type=http");
        mcmp.send("ENABLE-APP", "JVMRoute=n1&Alias=localhost&Context=/app");
        mcmp.send("STATUS", "JVMRoute=n1&Load=50");
        spans.reset();
        parents.clear();

        int status = done(plain.createHttpClient()
                        .request(new RequestOptions()
                                .setHost("127.0.0.1")
                                .setPort(balancer.trafficPort())
                                .setURI("/app/x")
                                .putHeader("traceparent", PARENT))
                        .compose(request -> request.send()
                                .compose(response -> response.body().map(response))))
                .statusCode();

        assertThat(status).isEqualTo(200);
        await().atMost(Duration.ofSeconds(5)).until(() -> ofTrace().size() >= 2);
        List<SpanData> all = ofTrace();
        SpanData server = kind(all, SpanKind.SERVER);
        SpanData client = kind(all, SpanKind.CLIENT);
        assertThat(all).hasSize(2);
        assertThat(server.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
        assertThat(parents).containsExactly("00-" + TRACE + "-" + client.getSpanId() + "-01");
        done(balancer.stop());
    }

    /** The balancer's own messages on the bus, and those of nodes, are traces of their own. */
    private List<SpanData> ofTrace() {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE))
                .toList();
    }

    private static SpanData kind(List<SpanData> spans, SpanKind kind) {
        return spans.stream()
                .filter(span -> span.getKind() == kind)
                .findFirst()
                .orElseThrow(() -> new AssertionError(kind + " in " + spans));
    }
}
