package io.modcluster.balancer.domain;

/**
 * What a node said of itself in its last CONFIG.
 *
 * @param address    where it listens
 * @param reversed   stored and compared, never used, as in the reference
 * @param lbGroup    fail-over group (CONFIG: {@code Domain}), empty for none
 * @param balancer   name and settings of its balancer
 * @param connection how its connections are used
 */
public record NodeConfig(
        NodeAddress address, boolean reversed, String lbGroup, BalancerConfig balancer, ConnectionConfig connection) {
    /**
     * Whether a CONFIG with these values updates a node that has {@code other}. A difference in any of these makes it
     * another node under the same name (MCMP §3.2).
     */
    public boolean sameIdentity(NodeConfig other) {
        return address.equals(other.address)
                && reversed == other.reversed
                && balancer.name().equals(other.balancer.name())
                && connection.smax() == other.connection.smax()
                && connection.ttl().equals(other.connection.ttl());
    }
}
