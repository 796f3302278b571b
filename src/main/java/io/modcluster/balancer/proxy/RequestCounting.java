package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.EventLoopLag;
import io.modcluster.balancer.metrics.RequestMetrics;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** Counts requests and tries, by the balancer and the node they went to. Allocates nothing. */
final class RequestCounting {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Vertx vertx;
    private final EventLoopLag lag;
    private final RequestMetrics metrics;
    private long timer = -1;

    RequestCounting(Vertx vertx, String prefix) {
        BalancerMetrics all = BalancerMetrics.of(vertx, prefix);
        this.vertx = vertx;
        this.lag = all.lag();
        this.metrics = all.requests();
    }

    /** Watches the event loop that this is called on. */
    void start() {
        timer = lag.watch(vertx);
    }

    void stop() {
        vertx.cancelTimer(timer);
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

    /**
     * A request ended.
     *
     * @param chosen where it was sent last, or null
     * @param kind   why there is not the whole response of a node, or null
     */
    void ended(@Nullable Chosen chosen, long startNanos, int status, @Nullable FailureKind kind) {
        metrics.ended(
                chosen == null ? null : chosen.balancer().name(),
                chosen == null ? null : chosen.node().route(),
                status,
                kind,
                // a tunnel lives as long as it likes
                status == SWITCHING_PROTOCOLS ? -1 : System.nanoTime() - startNanos);
    }
}
