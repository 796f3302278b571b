package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes as they are to be treated and shown: what they said, with the states of their contexts that operators want where
 * those are more careful. Belongs to one thread.
 */
final class EffectiveNodes {
    private final TreeMap<JvmRoute, Node> nodes = new TreeMap<>();
    private final RoutingTableBuilder builder;
    private Intents intents = Intents.EMPTY;

    EffectiveNodes(VirtualHostMode mode) {
        this.builder = new RoutingTableBuilder(mode);
    }

    /** Takes over what a node says of itself. */
    void put(Node said) {
        Node node = intents.applyTo(said);
        nodes.put(node.route(), node);
        builder.put(node);
    }

    /**
     * Other intents hold from now on.
     *
     * @param changed the target about which they differ
     * @param said    all nodes, as they said they are
     */
    void obey(Intents next, IntentTarget changed, Map<JvmRoute, Node> said) {
        intents = next;
        if (changed.owner() instanceof IntentTarget.OfNode of) {
            Node node = said.get(of.route());
            if (node != null) {
                put(node);
            }
        } else {
            said.values().stream().filter(changed::concerns).forEach(this::put);
        }
    }

    /** Forgets intents that were taken back before {@code micros}; that makes no difference to any node. */
    void forgetCleared(long micros) {
        intents = intents.withoutClearedBefore(micros);
    }

    /** What operators want. */
    Intents intents() {
        return intents;
    }

    /** All nodes, those included that are only remembered as removed. */
    SortedMap<JvmRoute, Node> nodes() {
        return Collections.unmodifiableSortedMap(nodes);
    }

    /** The routing table of this moment. */
    RoutingTable table() {
        return builder.build();
    }

    /** Forgets these nodes altogether. */
    void forget(Collection<JvmRoute> gone) {
        gone.forEach(nodes::remove);
        builder.forgetDeparted(gone);
    }

    /** Forgets the groups of nodes that went away long ago. */
    void forgetDeparted(long nowMicros) {
        builder.forgetDeparted(nowMicros);
    }
}
