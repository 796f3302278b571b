package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.metrics.RequestMetrics;
import org.jspecify.annotations.Nullable;

/** Counts requests and tries, by the balancer and the node they went to. Allocates nothing. */
final class RequestCounting implements ExchangeObserver {
    private final RequestMetrics metrics;

    RequestCounting(RequestMetrics metrics) {
        this.metrics = metrics;
    }

    void began() {
        metrics.began();
    }

    void refused() {
        metrics.refused();
    }

    void tried(Chosen chosen) {
        metrics.tried(chosen.balancer().name(), chosen.node().route(), chosen.affinity());
    }

    void failed(Chosen chosen, FailureKind kind) {
        metrics.failed(chosen.balancer().name(), chosen.node().route(), kind);
    }

    @Override
    public void ended(Exchange exchange, int status, @Nullable FailureKind kind) {
        Chosen chosen = exchange.chosen();
        metrics.ended(
                chosen == null ? null : chosen.balancer().name(),
                chosen == null ? null : chosen.node().route(),
                status,
                kind,
                System.nanoTime() - exchange.startNanos());
    }
}
