package io.modcluster.balancer.manager;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.manager.classic.ClassicLook;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ManagerOptions;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * The classic page on the traffic port, where {@code manager.on-traffic-path} wants it: to look at, for the peers in
 * {@code manager.on-traffic-allow}. Everybody else gets what is at that path without it.
 */
public final class TrafficPage implements Handler<HttpServerRequest> {
    private final ManagerOptions options;
    private final ClassicLook page;

    private TrafficPage(ManagerOptions options, ClassicLook page) {
        this.options = options;
        this.page = page;
    }

    /** The page, if it is wanted. */
    public static Optional<TrafficPage> of(Vertx vertx, BalancerOptions options, EventBusAddresses addresses) {
        return options.getManager().getOnTrafficPath().isEmpty()
                ? Optional.empty()
                : Optional.of(new TrafficPage(options.getManager(), new ClassicLook(vertx, addresses)));
    }

    /** Whether a request is for it. */
    public boolean isMeant(HttpServerRequest request) {
        boolean read =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return read && options.getOnTrafficPath().equals(request.path()) && isAllowed(request);
    }

    private boolean isAllowed(HttpServerRequest request) {
        String host =
                request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
        return host != null && options.getOnTrafficAllow().stream().anyMatch(block -> block.containsLiteral(host));
    }

    @Override
    public void handle(HttpServerRequest request) {
        page.handle(request);
    }
}
