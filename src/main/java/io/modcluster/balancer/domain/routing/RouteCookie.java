package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/** A cookie that the balancer makes, for nodes whose sessions name no route. Belongs to one event loop. */
public interface RouteCookie {
    /** Its name, case-sensitive. */
    String name();

    /**
     * The JVMRoute that the cookie of a request names; null when it has none, or none that this balancer made.
     *
     * @param table    who is there: a cookie may name its node by something that only the balancer can tell
     * @param balancer name of the balancer that the cookie has to be for
     */
    @Nullable
    String routeIn(RequestHead head, RoutingTable table, String balancer);
}
