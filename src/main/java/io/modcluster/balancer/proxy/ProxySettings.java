package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.AjpOptions;
import io.modcluster.balancer.options.RoutingOptions;
import io.modcluster.balancer.options.TrafficOptions;

/**
 * How a proxy is set up.
 *
 * @param name      of this balancer, for Via: letters, digits, {@code . _ -}
 * @param traffic   its limits and times
 * @param ajp       what nodes with an AJP connector want
 * @param routing   how it chooses
 * @param instances how many proxies share the limits for each node, 1 or more
 */
public record ProxySettings(
        String name, TrafficOptions traffic, AjpOptions ajp, RoutingOptions routing, int instances) {
    /** Fails with {@link IllegalArgumentException} when nobody is there to share. */
    public ProxySettings {
        if (instances < 1) {
            throw new IllegalArgumentException("instances: " + instances + " (expected: 1 or more)");
        }
    }

    /** As many instances as the options ask for, by default one for each core. */
    public static ProxySettings of(String name, TrafficOptions traffic, AjpOptions ajp, RoutingOptions routing) {
        int asked = traffic.getInstances();
        return new ProxySettings(
                name,
                traffic,
                ajp,
                routing,
                asked > 0 ? asked : Runtime.getRuntime().availableProcessors());
    }
}
