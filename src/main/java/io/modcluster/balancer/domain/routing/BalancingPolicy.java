package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Node;
import java.util.List;

/**
 * Chooses among equals. Belongs to one event loop: it may keep counters, and is never called by two threads.
 */
public interface BalancingPolicy {
    /**
     * The index of the node to take.
     *
     * @param candidates nodes that are up and active, at least one, in order of their JVMRoutes
     */
    int choose(List<Node> candidates);

    /** A node was taken, by this policy or for a session. */
    void elected(Node node);

    /** Starts the next window of counting. Called every {@code LBstatusRecalTime}, 5 s. */
    void nextWindow();
}
