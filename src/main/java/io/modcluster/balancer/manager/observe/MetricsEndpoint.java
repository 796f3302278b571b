package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.metrics.AffinityCounters;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.JvmMetrics;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.metrics.PrometheusText;
import io.modcluster.balancer.metrics.TableMetrics;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /metrics}: everything that is counted, in the text format of Prometheus. Written on a worker thread, as with
 * a thousand nodes it is a megabyte; who asks while it is being written gets the same text. Belongs to one event loop.
 */
final class MetricsEndpoint implements Handler<RoutingContext> {
    private static final long READ_MILLIS = 2_000;

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final LocalBus bus;
    private final @Nullable JvmMetrics jvm;
    private @Nullable Future<Buffer> writing;

    /**
     * An endpoint.
     *
     * @param jvm figures of the JVM, null for none
     */
    MetricsEndpoint(Vertx vertx, EventBusAddresses addresses, @Nullable JvmMetrics jvm) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.bus = new LocalBus(vertx, READ_MILLIS);
        this.jvm = jvm;
    }

    @Override
    public void handle(RoutingContext request) {
        text().onSuccess(text -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, PrometheusText.CONTENT_TYPE)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(text))
                .onFailure(cause -> Answer.problem(request, 503, "the balancer did not answer"));
    }

    private Future<Buffer> text() {
        Future<Buffer> running = writing;
        if (running != null) {
            return running;
        }
        Future<Buffer> started = bus.<RegistryView>request(addresses.registryRead(), RegistryRead.ALL)
                .compose(view -> bus.<Reachability>request(addresses.reachabilityRead(), RegistryRead.ALL)
                        .otherwise(Reachability.ALL_UP)
                        .compose(seen -> bus.<ClusterView>request(addresses.clusterRead(), RegistryRead.ALL)
                                .compose(cluster -> vertx.executeBlocking(() -> write(view, seen, cluster), false))));
        writing = started;
        started.onComplete(written -> writing = null);
        return started;
    }

    private Buffer write(RegistryView view, Reachability seen, ClusterView cluster) {
        PrometheusText text = new PrometheusText();
        BalancerMetrics.of(vertx, addresses.prefix()).write(text);
        TableMetrics.write(text, view, seen, cluster, NodeCounters.of(vertx, addresses.prefix()));
        AffinityCounters.of(vertx, addresses.prefix()).write(text);
        return Buffer.buffer(jvm == null ? text.text() : text.text() + jvm.text());
    }
}
