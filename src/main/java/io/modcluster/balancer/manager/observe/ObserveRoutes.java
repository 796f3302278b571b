package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.TableHistory;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.metrics.JvmMetrics;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import org.jspecify.annotations.Nullable;

/** The routes of this package, for the router of the manager, behind its access rules. Belongs to one event loop. */
public final class ObserveRoutes implements AutoCloseable {
    static final String METRICS = "/metrics";

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final boolean metrics;
    private final @Nullable JvmMetrics jvm;
    private final EventsEndpoint events;

    /** Routes of the balancer with these options; to be closed. */
    public ObserveRoutes(Vertx vertx, BalancerOptions options, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.metrics = options.getMetrics().isEnabled();
        this.jvm = metrics && options.getMetrics().isJvm() ? new JvmMetrics() : null;
        this.events = new EventsEndpoint(
                vertx,
                addresses,
                EventFeed.of(vertx, addresses.prefix()),
                options.getEvents().getMaxReaders());
    }

    /** Adds the routes. */
    public void mount(Router router) {
        if (metrics) {
            router.get(METRICS).handler(new MetricsEndpoint(vertx, addresses, jvm));
        }
        mountApi(router);
    }

    /** Adds those of the API, which its document describes. */
    public void mountApi(Router router) {
        router.get(AuditEndpoint.PATH).handler(new AuditEndpoint(vertx, addresses)::handle);
        router.get(HistoryEndpoint.PATH)
                .handler(new HistoryEndpoint(TableHistory.of(vertx, addresses.prefix()))::handle);
        router.get(EventsEndpoint.RECENT).handler(events::recent);
        router.get(EventsEndpoint.PATH).handler(events::stream);
    }

    @Override
    public void close() {
        events.close();
        if (jvm != null) {
            jvm.close();
        }
    }
}
