package io.modcluster.balancer.domain.routing;

import java.util.List;

/**
 * A context of a virtual host with all nodes that have it, in whatever state: the longest match decides over all nodes,
 * there is no falling back to a shorter one (MCMP §6.3).
 *
 * @param context its path
 * @param targets the nodes, in order of their JVMRoutes, each once
 */
public record Route(String context, List<RouteTarget> targets) {
    /** Copies its list. */
    public Route {
        targets = List.copyOf(targets);
    }
}
