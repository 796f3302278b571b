package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.ReachabilityHistory;
import io.modcluster.balancer.audit.TableHistory;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.metrics.JvmMetrics;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.stream.Collectors;
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
        HistoryEndpoint history = new HistoryEndpoint(
                TableHistory.of(vertx, addresses.prefix()), ReachabilityHistory.of(vertx, addresses.prefix()));
        router.get(AuditEndpoint.PATH)
                .handler(taking(AuditEndpoint.PARAMETERS))
                .handler(new AuditEndpoint(vertx, addresses)::handle);
        router.get(HistoryEndpoint.PATH).handler(taking(Set.of("at"))).handler(history::handle);
        router.get(EventsEndpoint.RECENT).handler(taking(Set.of())).handler(events::recent);
        router.get(EventsEndpoint.PATH).handler(taking(Set.of("types"))).handler(events::stream);
    }

    /** Refuses what is not asked with these parameters: one that is misspelled would show everything. */
    private static Handler<RoutingContext> taking(Set<String> known) {
        String expected = known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", "));
        return request -> {
            for (String name : request.queryParams().names()) {
                if (!known.contains(name)) {
                    Answer.problem(request, 400, "parameter " + Quoted.of(name) + " (expected: " + expected + ")");
                    return;
                }
            }
            request.next();
        };
    }

    @Override
    public void close() {
        events.close();
        if (jvm != null) {
            jvm.close();
        }
    }
}
