package io.modcluster.balancer.launcher;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The facade as the command line sees it. */
record EmbeddedBalancer(ModClusterBalancer balancer) implements BalancerStarter.Running {
    static Future<BalancerStarter.Running> start(Vertx vertx, BalancerOptions options) {
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        return balancer.start().map(started -> new EmbeddedBalancer(balancer));
    }

    @Override
    public int trafficPort() {
        return balancer.trafficPort();
    }

    @Override
    public int mcmpPort() {
        return balancer.mcmpPort();
    }

    @Override
    public int managerPort() {
        return balancer.managerPort();
    }

    @Override
    public Future<Void> stop() {
        return balancer.stop();
    }
}
