package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The one place where the command line meets the balancer. */
@FunctionalInterface
interface BalancerStarter {
    /** Starts a balancer in {@code vertx}; completes when all its ports are open, fails when one cannot be. */
    Future<Running> start(Vertx vertx, BalancerOptions options);

    /** A balancer whose ports are open. */
    interface Running {
        /** The port for requests; not 0. */
        int trafficPort();

        /** The port for nodes; not 0. */
        int mcmpPort();

        /** The port of the manager; not 0. */
        int managerPort();

        /** Drains and closes; completes when no request is in flight or the drain timeout has passed. */
        Future<Void> stop();
    }
}
