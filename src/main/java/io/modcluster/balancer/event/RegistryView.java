package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the registry knew at one moment. Immutable.
 *
 * @param generation number that stays the same for as long as the table was not lost: the {@code id} of STATUS and PING
 * @param nowMicros  when it was read, microseconds since 1970
 * @param nodes      all nodes in order of their JVMRoutes, tombstones included, with the states of their contexts that
 *                   hold: the more careful of what the node said and of what operators want
 * @param intents    what operators want
 * @param staticNodes JVMRoutes of those nodes that are in the configuration of this balancer, and at no other one
 */
public record RegistryView(
        long generation, long nowMicros, Map<JvmRoute, Node> nodes, Intents intents, Set<JvmRoute> staticNodes) {
    /** Copies the map and the set. */
    public RegistryView {
        nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
        staticNodes = Collections.unmodifiableSet(new TreeSet<>(staticNodes));
    }

    /** The node of this JVMRoute as far as it is listed, or null. */
    public @Nullable Node listed(JvmRoute route) {
        Node node = nodes.get(route);
        return node == null || isGone(node) ? null : node;
    }

    /** All nodes that INFO and DUMP list. */
    public List<Node> listed() {
        return nodes.values().stream().filter(node -> !isGone(node)).toList();
    }

    private boolean isGone(Node node) {
        return node.lifecycle(nowMicros) == Lifecycle.GONE;
    }
}
