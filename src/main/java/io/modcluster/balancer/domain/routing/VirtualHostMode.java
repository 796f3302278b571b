package io.modcluster.balancer.domain.routing;

/** What the host of a request means for routing. */
public enum VirtualHostMode {
    /** The host must be an alias, and only contexts of that alias count ({@code UseAlias On}). For multi-tenant sites. */
    STRICT,
    /** Contexts of a matching alias win; where none of them serves the path, as {@link #IGNORE}. The default. */
    PREFER,
    /** Aliases play no part ({@code UseAlias Off}). */
    IGNORE
}
