package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.Admission;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.event.RegistryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * This member's replica of the table: applies commands one after the other. Belongs to one thread.
 */
final class NodeRegistry {
    /** How long a removal is remembered: longer than any split that is to be survived without nodes rising again. */
    static final Duration TOMBSTONES_FOR = Duration.ofHours(1);

    private final String member;
    private final TableLimits limits;
    private final LongSupplier wallMicros;
    private final long generation;
    private final TreeMap<JvmRoute, Node> nodes = new TreeMap<>();
    private final RoutingTableBuilder builder;
    private Stamp last = Stamp.NEVER;

    NodeRegistry(String member, TableLimits limits, VirtualHostMode mode, LongSupplier wallMicros) {
        this.member = member;
        this.limits = limits;
        this.wallMicros = wallMicros;
        this.generation = wallMicros.getAsLong();
        this.builder = new RoutingTableBuilder(mode);
    }

    /** Whether a node may register beside the others. */
    Admission admission(RegisterNode command) {
        return Admission.of(command, nodes.values(), limits);
    }

    /** Applies a command; what it leads to holds when this returns. */
    Transition apply(NodeCommand command) {
        Stamp now = Stamp.next(last, wallMicros.getAsLong(), member);
        Transition transition = command.applyTo(nodes.get(command.route()), now, limits);
        if (transition instanceof Transition.Changed changed) {
            last = now;
            nodes.put(command.route(), changed.next());
            builder.put(changed.next());
        }
        return transition;
    }

    /** The routing table of this moment. */
    RoutingTable table() {
        return builder.build();
    }

    /** All that is known at this moment. */
    RegistryView view() {
        return new RegistryView(generation, wallMicros.getAsLong(), nodes);
    }

    /** Forgets removals that are older than {@link #TOMBSTONES_FOR}; the routes of these nodes. */
    List<JvmRoute> purge() {
        long now = wallMicros.getAsLong();
        long oldest = now - TOMBSTONES_FOR.toNanos() / 1000;
        builder.forgetDeparted(now);
        List<JvmRoute> purged = new ArrayList<>();
        for (Map.Entry<JvmRoute, Node> entry : nodes.entrySet()) {
            Node node = entry.getValue();
            if (!node.isRegistered() && node.removed().micros() < oldest) {
                purged.add(entry.getKey());
            }
        }
        purged.forEach(nodes::remove);
        return purged;
    }
}
