package io.modcluster.balancer.domain;

/**
 * How much nodes may register; guards memory against a peer that never stops. 0 means no limit.
 *
 * @param maxNodes           registered nodes. Default 1,000
 * @param maxAliasesPerNode  different aliases of one node. Default 100
 * @param maxContextsPerNode different contexts of one node, counted per virtual host, not per alias. Default 200
 */
public record TableLimits(int maxNodes, int maxAliasesPerNode, int maxContextsPerNode) {
    /** The defaults. */
    public static final TableLimits DEFAULT = new TableLimits(1000, 100, 200);
    /** No limits at all. */
    public static final TableLimits NONE = new TableLimits(0, 0, 0);

    /** Fails with {@link IllegalArgumentException} on a negative limit. */
    public TableLimits {
        if (maxNodes < 0 || maxAliasesPerNode < 0 || maxContextsPerNode < 0) {
            throw new IllegalArgumentException("limits: a negative value (expected: 0 for none, or more)");
        }
    }

    /** Whether one more than {@code count} would be too many. */
    public static boolean reached(int count, int limit) {
        return limit > 0 && count >= limit;
    }
}
