package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Node;

/**
 * Chooses among equals. Belongs to one event loop: it may keep counters, and is never called by two threads. What it keeps of a
 * node it keeps by the slot of the node in the routing table, until it hears that another stands there.
 */
public interface BalancingPolicy {
    /**
     * The index of the node to take.
     *
     * @param candidates nodes that are up and active, at least one, with their weights
     * @param head       the request
     */
    int choose(Candidates candidates, RequestHead head);

    /** Whether, and how exactly, a node that has had less than others is made to catch up. */
    enum Levelling {
        /** What was before plays no part. */
        NONE,
        /** The node that has had the least is taken. */
        EXACT,
        /** A node that has less is taken more often. */
        ROUGH
    }

    /**
     * As {@link #choose}, for who only wants to know: nothing that is kept changes. What draws draws anew, so that it tells one of
     * the nodes that may be next.
     */
    default int foresee(Candidates candidates, RequestHead head) {
        return choose(candidates, head);
    }

    /**
     * Whether a node that has had less than others is made to catch up. Then a newcomer would be flooded, and is let in by its
     * share only until it is level with the others.
     */
    default Levelling levelling() {
        return Levelling.NONE;
    }

    /** A node was taken, by this policy or for a session. */
    default void elected(int slot, Node node) {}

    /** What was counted of this slot is void: a node came, or came back. */
    default void joined(int slot) {}

    /** Starts the next window of counting. Called every {@code LBstatusRecalTime}, 5 s. */
    default void nextWindow() {}
}
