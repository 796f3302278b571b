package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.Admission;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.event.RegistryView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * This member's replica of the nodes and of what operators want of them: applies commands one after the other, and merges
 * what other members say. Commands work on what nodes said; what is served and shown is {@link EffectiveNodes}. Belongs to
 * one thread.
 */
final class NodeRegistry {
    /** How long a removal is remembered: longer than any split that is to be survived without nodes rising again. */
    static final Duration TOMBSTONES_FOR = Duration.ofHours(1);

    /** No clock is further ahead than this by mistake; whoever says so on the bus is not believed. */
    private static final long MAX_AHEAD_MICROS = Duration.ofDays(1).toNanos() / 1000;

    private final HybridClock clock;
    private final TableLimits limits;
    private final LongSupplier wallMicros;
    private final RegistryBounds bounds;

    private final TreeMap<JvmRoute, Node> nodes = new TreeMap<>();
    private final EffectiveNodes effective;
    private final List<JvmRoute> forgotten = new ArrayList<>();
    private final TombstoneHorizon horizon = new TombstoneHorizon(TOMBSTONES_FOR);
    private long generation;
    /** Whether anybody may know the number. */
    private boolean numbered;
    /** Rows of all nodes, those included that are only remembered as removed. */
    private int rows;

    NodeRegistry(
            HybridClock clock, TableLimits limits, VirtualHostMode mode, LongSupplier wallMicros, StaticNodes fixed) {
        this.clock = clock;
        this.limits = limits;
        this.wallMicros = wallMicros;
        this.bounds = RegistryBounds.of(limits);
        this.generation = wallMicros.getAsLong();
        this.effective = new EffectiveNodes(mode, fixed);
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
        Stamp now = clock.next(wallMicros.getAsLong());
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
            put(changed.next());
            numbered = true;
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
        return (more > 0 && bounds.areExceededBy(rows + more)) || (before == null && isFull());
    }

    private boolean isFull() {
        return bounds.areReachedBy(nodes);
    }

    /**
     * Takes over what another member, or an earlier run, knew of a node. A node that another member let in is let in here
     * whatever the limits are, or the two would never agree; a removal of a node that is not known here is passed over
     * when it is old or there is no room.
     *
     * @return the node as it is known now, or null when it was passed over
     */
    @Nullable
    Node merge(Node other) {
        saw(other.newest());
        Node before = nodes.get(other.route());
        if (before == null && !other.isRegistered() && (isFull() || isOver(other))) {
            return null;
        }
        Node merged = before == null ? other : before.merge(other);
        Node kept = trimmed(merged);
        if (!kept.equals(before)) {
            put(kept);
        }
        return kept;
    }

    /** Takes over a load that a node told another member; nothing happens if a newer one is known, or not the node. */
    void merge(JvmRoute route, Register<LoadFactor> load) {
        saw(load.stamp());
        Node node = nodes.get(route);
        if (node != null && load.stamp().isAfter(node.load().stamp())) {
            put(node.withLoad(load.value(), load.stamp()));
        }
    }

    /** The same node without what needs not be remembered any more. */
    Node trimmed(Node node) {
        return node.withoutRowsRemovedBefore(horizon.micros());
    }

    /** Notes that another member has a time. */
    void saw(Stamp stamp) {
        clock.saw(stamp, wallMicros.getAsLong());
    }

    /** Notes the time of another member, in microseconds since 1970, unless it cannot be true. */
    void heardTime(long micros) {
        long wall = wallMicros.getAsLong();
        if (micros > 0 && micros - wall < MAX_AHEAD_MICROS) {
            clock.saw(new Stamp(micros, ""), wall);
        }
    }

    /**
     * Obeys an operator from now on.
     *
     * @return false when so many intents are known that this one is refused
     */
    boolean apply(Intent intent) {
        IntentTarget target = intent.target();
        if (!intents().hasRoomFor(target)) {
            // what was taken back is remembered for as long as there is room
            effective.forgetCleared(Long.MAX_VALUE);
            if (!intents().hasRoomFor(target)) {
                return false;
            }
        }
        Stamp now = clock.next(wallMicros.getAsLong());
        effective.obey(intents().with(intent, now), target, nodes);
        return true;
    }

    /**
     * Takes over an intent that was stated elsewhere or earlier; one that was taken back, and is not known here, is passed
     * over when that is long ago or there is no room.
     *
     * @return what is known of its target now, or null when it was passed over
     */
    @Nullable
    Register<Intent> merge(Register<Intent> other) {
        saw(other.stamp());
        IntentTarget target = other.value().target();
        Register<Intent> before = intents().get(target);
        boolean cleared = Intents.isClearedBefore(other, Long.MAX_VALUE);
        if (before == null && cleared && (isOver(other) || !intents().hasRoomFor(target))) {
            return null;
        }
        Register<Intent> after = before == null ? other : before.merge(other);
        if (!after.equals(before)) {
            effective.obey(intents().merge(other), target, nodes);
        }
        return after;
    }

    private void put(Node node) {
        Node before = nodes.put(node.route(), node);
        rows += node.contexts().size() - (before == null ? 0 : before.contexts().size());
        effective.put(node);
    }

    /** All nodes, those included that are only remembered as removed. */
    Collection<Node> nodes() {
        return Collections.unmodifiableCollection(nodes.values());
    }

    /** What operators want, that included which was taken back lately. */
    Intents intents() {
        return effective.intents();
    }

    /** What is known of a node, or null. */
    @Nullable
    Node node(JvmRoute route) {
        return nodes.get(route);
    }

    /** The routing table of this moment. */
    RoutingTable table() {
        return effective.table();
    }

    /** All that is known at this moment. */
    RegistryView view() {
        return new RegistryView(generation, now(), effective.nodes(), intents(), effective.fixed());
    }

    /** The same of one node, if there is one. */
    RegistryView view(JvmRoute route) {
        return new RegistryView(generation, now(), effective.only(route), intents(), effective.fixed());
    }

    /** The time of all members, in microseconds since 1970. */
    long now() {
        return clock.now(wallMicros.getAsLong());
    }

    /** Number of the table: see {@link RegistryView#generation()}. */
    long generation() {
        return generation;
    }

    /** Two tables that meet are one, with the number of the older; who comes with nothing takes that of the others. */
    void mergeGeneration(long other) {
        generation = numbered ? Math.min(generation, other) : other;
        numbered = true;
    }

    /**
     * Forgets removals that are older than {@link #TOMBSTONES_FOR}. To be called every ten seconds.
     *
     * @return the routes of nodes that were forgotten since the last call
     */
    List<JvmRoute> purge() {
        effective.forgetDeparted(now());
        horizon.read(wallMicros.getAsLong(), now());
        forget(horizon.micros());
        effective.forgetCleared(horizon.micros());
        // one that had to make room may be back
        forgotten.removeIf(nodes::containsKey);
        List<JvmRoute> purged = List.copyOf(forgotten);
        forgotten.clear();
        return purged;
    }

    /** Whether a node was removed so long ago, by the time of all, that others need not be told; remembered it may be. */
    boolean isOver(Node node) {
        return !node.isRegistered() && node.removed().micros() < anHourAgo();
    }

    /** Whether an intent was taken back so long ago that it needs not be known any more. */
    boolean isOver(Register<Intent> intent) {
        return Intents.isClearedBefore(intent, anHourAgo());
    }

    private long anHourAgo() {
        return now() - TOMBSTONES_FOR.toNanos() / 1000;
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
        effective.forget(gone);
        forgotten.addAll(gone);
    }
}
