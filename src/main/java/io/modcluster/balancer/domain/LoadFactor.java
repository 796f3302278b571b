package io.modcluster.balancer.domain;

/**
 * What a node says about its free capacity (MCMP: {@code Load}). It is capacity, not use: 100 is idle, 1 is nearly full.
 *
 * @param value −1 the node is down or wants no new requests, 0 hot standby, 1 to 100 share of the traffic
 */
public record LoadFactor(int value) {
    /** The node asks to be treated as in error. */
    public static final LoadFactor DOWN = new LoadFactor(-1);
    /** Used only when nobody else is up; what a node has before its first STATUS. */
    public static final LoadFactor HOT_STANDBY = new LoadFactor(0);

    /** Fails with {@link IllegalArgumentException} outside −1..100. */
    public LoadFactor {
        if (value < -1 || value > 100) {
            throw new IllegalArgumentException("Load: " + value + " (expected: -1..100)");
        }
    }

    /** Whether the node takes its share of the traffic. */
    public boolean isActive() {
        return value > 0;
    }

    /** Whether the node serves only when no active one is up. */
    public boolean isHotStandby() {
        return value == 0;
    }
}
