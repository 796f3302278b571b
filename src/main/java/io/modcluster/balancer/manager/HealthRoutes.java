package io.modcluster.balancer.manager;

import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.function.BooleanSupplier;

/**
 * {@code GET /health/live}, whether the process works, and {@code GET /health/ready}, whether it should get traffic: 200 and
 * {@code UP}, or 503 and {@code DOWN}. For probes: nobody logs in, and nothing is told beside that; see {@link HealthDetails}.
 */
final class HealthRoutes {
    private final BalancerBus bus;

    private HealthRoutes(BalancerBus bus) {
        this.bus = bus;
    }

    /**
     * Puts them on a router.
     *
     * @param ready whether the balancer takes traffic; asked on the event loop, must not block
     */
    static void mount(Vertx vertx, Router router, BalancerBus bus, BooleanSupplier ready) {
        HealthRoutes health = new HealthRoutes(bus);
        router.get("/health/live")
                .handler(
                        HealthCheckHandler.create(vertx).register("process", promise -> promise.complete(Status.OK())));
        router.get("/health/ready")
                .handler(HealthCheckHandler.create(vertx)
                        .register(
                                "traffic",
                                promise -> promise.complete(ready.getAsBoolean() ? Status.OK() : Status.KO()))
                        .register("cluster", health::cluster));
    }

    /** A member that is alone is ready: it serves what it knows. One that may know too little is not. */
    private void cluster(Promise<Status> status) {
        bus.cluster().map(HealthRoutes::status).otherwise(cause -> Status.KO()).onComplete(status);
    }

    /** Who the others are is for those who may look at the manager. */
    private static Status status(ClusterView view) {
        return view.upToDate() ? Status.OK() : Status.KO();
    }
}
