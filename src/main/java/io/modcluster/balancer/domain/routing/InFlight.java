package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;

/** How busy nodes are. */
@FunctionalInterface
public interface InFlight {
    /** How many requests the node is busy with, as far as this balancer knows; all event loops together. */
    int of(JvmRoute route);
}
