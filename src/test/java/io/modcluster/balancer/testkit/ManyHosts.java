package io.modcluster.balancer.testkit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Host names of a hosting site: each node has fifty aliases of its own, every tenth a wildcard. Names are equally long for
 * all nodes, so that what is compared between sites of several sizes is not the length of names.
 */
public final class ManyHosts {
    /** Aliases of one node. */
    public static final int ALIASES_PER_NODE = 50;

    private static final int ONE_WILDCARD_IN = 10;

    private ManyHosts() {}

    /** An alias of a node, as the node registers it. */
    public static String alias(int node, int alias) {
        return isWildcard(alias) ? "*." + name(node, alias) : name(node, alias);
    }

    /** All aliases of a node. */
    public static List<String> aliases(int node) {
        return IntStream.range(0, ALIASES_PER_NODE)
                .mapToObj(alias -> alias(node, alias))
                .toList();
    }

    /** A host that this alias serves, and no other alias does. */
    public static String host(int node, int alias) {
        return isWildcard(alias) ? "www.shop." + name(node, alias) : name(node, alias);
    }

    /** Whether the alias stands for more than one host. */
    public static boolean isWildcard(int alias) {
        return alias % ONE_WILDCARD_IN == 0;
    }

    private static String name(int node, int alias) {
        return "site" + (10 + alias) + ".customer" + (10_000 + node) + ".example.com";
    }
}
