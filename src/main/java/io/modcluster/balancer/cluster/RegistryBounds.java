package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.TableLimits;
import java.util.Map;

/**
 * How large a registry may grow by what nodes say to it. What other members know comes on top: it has to be taken over.
 *
 * @param rows       of all nodes together, those included that are only remembered as removed; 0 for no limit
 * @param remembered nodes, removed ones included; 0 for no limit
 */
record RegistryBounds(long rows, long remembered) {
    /** Aliases of a context that are paid for: all nodes together may have this many times their contexts as rows. */
    private static final int ROWS_PER_CONTEXT = 2;
    /** So many times the nodes that may be registered are remembered, removed ones included. */
    private static final int REMEMBERED_PER_NODE = 4;

    private static final long MIN_REMEMBERED = 1000;

    /** What follows from the limits for single nodes. */
    static RegistryBounds of(TableLimits limits) {
        if (limits.maxNodes() == 0) {
            return new RegistryBounds(0, 0);
        }
        long contexts = limits.maxContextsPerNode();
        return new RegistryBounds(
                Math.max(contexts * limits.maxAliasesPerNode(), ROWS_PER_CONTEXT * contexts * limits.maxNodes()),
                Math.max(MIN_REMEMBERED, (long) REMEMBERED_PER_NODE * limits.maxNodes()));
    }

    boolean areExceededBy(long wantedRows) {
        return rows > 0 && wantedRows > rows;
    }

    boolean areReachedBy(Map<?, ?> nodes) {
        return remembered > 0 && nodes.size() >= remembered;
    }
}
