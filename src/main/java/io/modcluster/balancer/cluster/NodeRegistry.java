package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.Admission;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.event.RegistryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * This member's replica of the table: applies commands one after the other. Belongs to one thread.
 */
final class NodeRegistry {
    /** How long a removal is remembered: longer than any split that is to be survived without nodes rising again. */
    static final Duration TOMBSTONES_FOR = Duration.ofHours(1);

    /** Aliases of a context that are paid for: all nodes together may have this many times their contexts as rows. */
    private static final int ROWS_PER_CONTEXT = 2;
    /** So many times the nodes that may be registered are remembered, removed ones included. */
    private static final int REMEMBERED_PER_NODE = 4;

    private static final long MIN_REMEMBERED = 1000;

    private final String member;
    private final TableLimits limits;
    private final LongSupplier wallMicros;
    private final long generation;
    /** 0 for no limit. */
    private final long maxRows;
    /** 0 for no limit. */
    private final long maxRemembered;

    private final TreeMap<JvmRoute, Node> nodes = new TreeMap<>();
    private final RoutingTableBuilder builder;
    private final List<JvmRoute> forgotten = new ArrayList<>();
    private Stamp last = Stamp.NEVER;
    /** Rows of all nodes, those included that are only remembered as removed. */
    private int rows;

    NodeRegistry(String member, TableLimits limits, VirtualHostMode mode, LongSupplier wallMicros) {
        this.member = member;
        this.limits = limits;
        this.wallMicros = wallMicros;
        long contexts = limits.maxContextsPerNode();
        this.maxRows = limits.maxNodes() == 0
                ? 0
                : Math.max(contexts * limits.maxAliasesPerNode(), ROWS_PER_CONTEXT * contexts * limits.maxNodes());
        this.maxRemembered =
                limits.maxNodes() == 0 ? 0 : Math.max(MIN_REMEMBERED, (long) REMEMBERED_PER_NODE * limits.maxNodes());
        this.generation = wallMicros.getAsLong();
        this.builder = new RoutingTableBuilder(mode);
    }

    /** Whether a node may register beside the others. */
    Admission admission(RegisterNode command) {
        return Admission.of(command, nodes.values(), limits);
    }

    /**
     * Applies a command; what it leads to holds when this returns. Refuses one with which the table would outgrow its
     * limits: rows are aliases times contexts, and whoever may register could else fill the memory.
     */
    Transition apply(NodeCommand command) {
        Stamp now = Stamp.next(last, wallMicros.getAsLong(), member);
        Transition transition = command.applyTo(nodes.get(command.route()), now, limits);
        if (outgrows(transition)) {
            // removals are remembered for as long as there is room
            forget(Long.MAX_VALUE);
            transition = command.applyTo(nodes.get(command.route()), now, limits);
            if (outgrows(transition)) {
                return new Transition.Refused(Refusal.CONTEXT_TABLE_FULL);
            }
        }
        if (transition instanceof Transition.Changed changed) {
            last = now;
            put(changed.next());
        }
        return transition;
    }

    private boolean outgrows(Transition transition) {
        if (!(transition instanceof Transition.Changed changed)) {
            return false;
        }
        Node before = nodes.get(changed.next().route());
        int more = changed.next().contexts().size()
                - (before == null ? 0 : before.contexts().size());
        boolean tooManyRows = more > 0 && maxRows > 0 && rows + more > maxRows;
        return tooManyRows || (before == null && maxRemembered > 0 && nodes.size() >= maxRemembered);
    }

    private void put(Node node) {
        Node before = nodes.put(node.route(), node);
        rows += node.contexts().size() - (before == null ? 0 : before.contexts().size());
        builder.put(node);
    }

    /** The routing table of this moment. */
    RoutingTable table() {
        return builder.build();
    }

    /** All that is known at this moment. */
    RegistryView view() {
        return new RegistryView(generation, wallMicros.getAsLong(), nodes);
    }

    /**
     * Forgets removals that are older than {@link #TOMBSTONES_FOR}.
     *
     * @return the routes of nodes that were forgotten since the last call
     */
    List<JvmRoute> purge() {
        long now = wallMicros.getAsLong();
        builder.forgetDeparted(now);
        forget(now - TOMBSTONES_FOR.toNanos() / 1000);
        List<JvmRoute> purged = List.copyOf(forgotten);
        forgotten.clear();
        return purged;
    }

    private void forget(long removedBefore) {
        List<JvmRoute> gone = new ArrayList<>();
        for (Node node : List.copyOf(nodes.values())) {
            if (node.isRegistered()) {
                Node kept = node.withoutRowsRemovedBefore(removedBefore);
                if (kept.contexts().size() < node.contexts().size()) {
                    put(kept);
                }
            } else if (node.removed().micros() < removedBefore) {
                gone.add(node.route());
                rows -= node.contexts().size();
            }
        }
        gone.forEach(nodes::remove);
        builder.forgetDeparted(gone);
        forgotten.addAll(gone);
    }
}
