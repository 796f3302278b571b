package io.modcluster.balancer.domain.routing;

/** The policies there are. */
public enum PolicyName {
    /** The fewest requests for their load, as mod_cluster does (MCMP §6.6). */
    LOAD,
    /** The fewest requests in flight for their load. */
    LEAST_IN_FLIGHT,
    /** Of two drawn by load the one with fewer requests in flight. */
    POWER_OF_TWO,
    /** In turn, by load. */
    ROUND_ROBIN,
    /** The same key to the same node, all nodes alike. */
    HASH,
    /** The same key to the same node, more keys for more load. */
    WEIGHTED_HASH;

    /**
     * A policy that has counted nothing yet.
     *
     * @param key      what {@link #HASH} and {@link #WEIGHTED_HASH} go by
     * @param inFlight what {@link #LEAST_IN_FLIGHT} and {@link #POWER_OF_TWO} go by
     * @param chance   the dice of {@link #POWER_OF_TWO}
     */
    public BalancingPolicy create(HashKey key, InFlight inFlight, Chance chance) {
        return switch (this) {
            case LOAD -> new LeastElected();
            case LEAST_IN_FLIGHT -> new LeastInFlight(inFlight);
            case POWER_OF_TWO -> new PowerOfTwo(inFlight, chance);
            case ROUND_ROBIN -> new RoundRobin();
            case HASH -> new RendezvousHash(key, false);
            case WEIGHTED_HASH -> new RendezvousHash(key, true);
        };
    }
}
