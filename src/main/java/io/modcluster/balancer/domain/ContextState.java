package io.modcluster.balancer.domain;

import java.util.Comparator;

/**
 * What is known of a context.
 *
 * @param status      its state
 * @param virtualHost number of the virtual host, unique within the node, from 1; aliases that were sent together share
 *                    it: the mod_cluster client compares alias sets by it (MCMP §3.4, §4.7)
 * @param created     when the row came to be; INFO lists rows in this order
 * @param position    place among the rows of the same command
 */
public record ContextState(ContextStatus status, int virtualHost, Stamp created, int position) {
    /** Order of creation, in which INFO and DUMP list rows. */
    public static final Comparator<ContextState> BY_CREATION =
            Comparator.comparing(ContextState::created).thenComparingInt(ContextState::position);

    /** The same row in another state. */
    public ContextState with(ContextStatus next) {
        return new ContextState(next, virtualHost, created, position);
    }
}
