package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.TracingOptions;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The tracer of the command line: W3C trace context in and out, spans in batches to a collector, of which those are dropped
 * that no room is left for. As a verticle it tells the last of them when Vert.x ends.
 */
final class Tracing extends VerticleBase {
    private static final Duration EXPORT_TIME = Duration.ofSeconds(5);
    private static final Duration BATCH_TIME = Duration.ofSeconds(1);
    private static final double PERCENT = 100;

    private final OpenTelemetrySdk sdk;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** A tracer; to be deployed on the Vert.x that it is made for. */
    static Tracing of(BalancerOptions options) {
        TracingOptions tracing = options.getTracing();
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(tracing.getEndpoint())
                .setTimeout(EXPORT_TIME)
                .build();
        return new Tracing(OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .setResource(Resource.getDefault()
                                .merge(Resource.create(Attributes.builder()
                                        .put("service.name", tracing.getService())
                                        .put("service.instance.id", options.getName())
                                        .build())))
                        .setSampler(sampler(tracing.getSamplePercent() / PERCENT))
                        .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                                .setScheduleDelay(BATCH_TIME)
                                .build())
                        .build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build());
    }

    /**
     * A client that asks for its trace to be told gets no more than the share: it is not for clients to fill the collector.
     * The usual sampler goes by the id of the trace, which is the client's to choose, too.
     */
    static Sampler sampler(double share) {
        return Sampler.parentBasedBuilder(Sampler.traceIdRatioBased(share))
                .setRemoteParentSampled(new ByChance(share))
                .build();
    }

    private record ByChance(double share) implements Sampler {
        @Override
        public SamplingResult shouldSample(
                Context parent, String trace, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
            return ThreadLocalRandom.current().nextDouble() < share
                    ? SamplingResult.recordAndSample()
                    : SamplingResult.drop();
        }

        @Override
        public String getDescription() {
            return "ByChance{" + share + "}";
        }
    }

    /** Has the Vert.x that is built traced. */
    VertxBuilder applyTo(VertxBuilder builder) {
        return builder.withTracer(new OpenTelemetryTracingFactory(sdk));
    }

    @Override
    public Future<?> stop() {
        return vertx.executeBlocking(() -> sdk.shutdown().join(EXPORT_TIME.toMillis(), TimeUnit.MILLISECONDS));
    }
}
