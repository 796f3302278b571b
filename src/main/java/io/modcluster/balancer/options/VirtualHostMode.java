package io.modcluster.balancer.options;

/** What the aliases of nodes mean for the host of a request (mod_cluster's {@code UseAlias}). */
public enum VirtualHostMode {
    /** The host must be an alias of a node, as {@code UseAlias On}. For sites with several tenants. */
    STRICT,
    /** An alias that matches wins; where no such node serves the path, as {@link #IGNORE}. */
    PREFER,
    /** Aliases play no part, as {@code UseAlias Off}. */
    IGNORE
}
