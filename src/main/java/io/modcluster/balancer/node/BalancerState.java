package io.modcluster.balancer.node;

import java.time.Instant;

/**
 * How a node stands with one balancer. Immutable.
 *
 * @param address    {@code host:port} of the balancer, IPv6 in brackets
 * @param discovered whether it was found by its adverts rather than configured
 * @param standing   whether the node is registered there
 * @param since      when {@code standing} changed last
 * @param problem    what went wrong last, or, while registered, that the balancer cannot reach the node; empty when all is well
 */
public record BalancerState(String address, boolean discovered, Standing standing, Instant since, String problem) {
    /** The states of MCMP section 4.1. */
    public enum Standing {
        /** Not registered (yet), or the last command failed; tried again each period. */
        ERROR,
        /** Registered. */
        OK,
        /**
         * Refused twice in a row as something that can never succeed ({@code Type: SYNTAX}); tried again in every sixth
         * period. The mod_cluster client never tries again, so that one mistake of a balancer makes it lost for good.
         */
        DOWN,
        /** The node has taken leave. */
        LEFT
    }
}
