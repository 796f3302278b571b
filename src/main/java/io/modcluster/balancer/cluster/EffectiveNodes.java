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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The nodes as they are to be treated and shown: what they said, and {@link StaticNodes} before them, with the states of
 * their contexts that operators want where those are more careful. Belongs to one thread.
 */
final class EffectiveNodes {
    private final TreeMap<JvmRoute, Node> nodes = new TreeMap<>();
    private final StaticNodes fixed;
    private final RoutingTableBuilder builder;
    private Intents intents = Intents.EMPTY;

    EffectiveNodes(VirtualHostMode mode, StaticNodes fixed) {
        this.builder = new RoutingTableBuilder(mode);
        this.fixed = fixed;
        fixed.all().values().forEach(this::show);
    }

    /** Takes over what a node says of itself. */
    void put(Node said) {
        if (!fixed.hides(said)) {
            show(said);
        }
    }

    private void show(Node stated) {
        Node node = intents.applyTo(stated);
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
        obey(changed, said);
        obey(changed, fixed.all());
    }

    private void obey(IntentTarget changed, Map<JvmRoute, Node> stated) {
        if (changed.owner() instanceof IntentTarget.OfNode of) {
            Node node = stated.get(of.route());
            if (node != null) {
                obey(node);
            }
        } else {
            stated.values().stream().filter(changed::concerns).forEach(this::obey);
        }
    }

    private void obey(Node stated) {
        show(fixed.all().getOrDefault(stated.route(), stated));
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

    /** The same of one node, if there is one. */
    Map<JvmRoute, Node> only(JvmRoute route) {
        Node node = nodes.get(route);
        return node == null ? Map.of() : Map.of(route, node);
    }

    /** JVMRoutes of those that are static. */
    Set<JvmRoute> fixed() {
        return fixed.all().keySet();
    }

    /** The routing table of this moment. */
    RoutingTable table() {
        return builder.build();
    }

    /** Forgets these nodes altogether. */
    void forget(Collection<JvmRoute> gone) {
        gone.stream().filter(route -> !fixed.has(route)).forEach(nodes::remove);
        builder.forgetDeparted(gone);
    }

    /** Forgets the groups of nodes that went away long ago. */
    void forgetDeparted(long nowMicros) {
        builder.forgetDeparted(nowMicros);
    }
}
