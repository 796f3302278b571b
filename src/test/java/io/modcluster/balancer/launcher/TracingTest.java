package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many of the traces are told. */
class TracingTest {
    /** Whoever knows the usual sampler takes one that it always finds good. */
    private static final String CHOSEN = "00000000000000010000000000000001";

    @Test
    void a_client_gets_its_share_whatever_id_it_chooses() {
        assertThat(sampled(0)).isZero();
        assertThat(sampled(0.1)).isBetween(1L, 500L);
        assertThat(sampled(1)).isEqualTo(1_000);
    }

    private static long sampled(double share) {
        Sampler sampler = Tracing.sampler(share);
        SpanContext client = SpanContext.createFromRemoteParent(
                CHOSEN, "0000000000000001", TraceFlags.getSampled(), TraceState.getDefault());
        Context parent = Context.root().with(Span.wrap(client));
        return IntStream.range(0, 1_000)
                .mapToObj(one ->
                        sampler.shouldSample(parent, CHOSEN, "GET", SpanKind.SERVER, Attributes.empty(), List.of()))
                .filter(result -> result.getDecision() == SamplingDecision.RECORD_AND_SAMPLE)
                .count();
    }
}
