package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.RoutingOptions;
import io.modcluster.balancer.options.TrafficOptions;

/**
 * How a proxy is set up.
 *
 * @param options   of the balancer that it is a part of; not changed any more
 * @param instances how many proxies share the limits for each node, 1 or more
 */
public record ProxySettings(BalancerOptions options, int instances) {
    /** Fails with {@link IllegalArgumentException} when nobody is there to share. */
    public ProxySettings {
        if (instances < 1) {
            throw new IllegalArgumentException("instances: " + instances + " (expected: 1 or more)");
        }
    }

    /** As many instances as the options ask for, by default one for each core. */
    public static ProxySettings of(BalancerOptions options) {
        int asked = options.getTraffic().getInstances();
        return new ProxySettings(
                options, asked > 0 ? asked : Runtime.getRuntime().availableProcessors());
    }

    /** The port for requests, its limits and times. */
    TrafficOptions traffic() {
        return options.getTraffic();
    }

    /** How a node is chosen. */
    RoutingOptions routing() {
        return options.getRouting();
    }
}
