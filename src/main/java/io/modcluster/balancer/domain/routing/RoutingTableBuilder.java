package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the parts of a {@link RoutingTable} and changes only those that a changed node touches, so that the cost of a
 * command does not grow with what others registered. Belongs to one thread; the tables it hands out are immutable and
 * share what did not change. A table built this way equals one built from scratch.
 *
 * <p>What is shared with a table is copied at the first change after {@link #build}, and only then: to take over the thousand
 * nodes of another member costs one copy of each part, not a thousand.
 */
public final class RoutingTableBuilder {
    /** How long the group of a node that went away is remembered for its sessions (MCMP §6.1). */
    public static final Duration DEPARTED_FOR = Duration.ofMinutes(5);

    /** Stands for the host where hosts play no part. */
    static final String ANY_HOST = "";

    private final VirtualHostMode mode;
    private Map<String, Integer> slots = Map.of();
    private @Nullable Node[] nodes = new Node[8];
    private Map<String, BalancerConfig> balancers = Map.of();
    private final Map<JvmRoute, Node> departed = new HashMap<>();
    private Map<String, RoutingTable.Departed> departedGroups = Map.of();
    private ContextIndex anyHost = ContextIndex.EMPTY;
    private ContextIndex exact = ContextIndex.EMPTY;
    private ContextIndex wildcards = ContextIndex.EMPTY;
    private Editors editors = new Editors();
    /** Whether no table has them, so that they may be changed in place. */
    private boolean ownsSlots;

    private boolean ownsNodes;
    private boolean balancersChanged;
    private boolean departedChanged;

    /** What is changing in the indexes; each costs one copy of what it touches, when it touches it. */
    private final class Editors {
        private final ContextIndex.Editor anyHost = RoutingTableBuilder.this.anyHost.edit();
        private final ContextIndex.Editor exact = RoutingTableBuilder.this.exact.edit();
        private final ContextIndex.Editor wildcards = RoutingTableBuilder.this.wildcards.edit();
    }

    /** Starts with an empty table. */
    public RoutingTableBuilder(VirtualHostMode mode) {
        this.mode = mode;
    }

    /**
     * Takes over what is known of a node now.
     *
     * @return whether anything changed that routing looks at
     */
    public boolean put(Node node) {
        Integer slot = slots.get(node.route().value());
        Node before = slot == null ? null : nodes[slot];
        Node after = node.isRegistered() ? node : null;
        boolean departedChanged = after == null ? depart(node) : comeBack(node.route());
        if (slot == null && after == null) {
            return departedChanged;
        }
        if (after != null && after.equals(before)) {
            return false;
        }
        Set<ContextKey> touched = changedRows(before, after);
        int place = slot == null ? freeSlot() : slot;
        if (after == null || before == null) {
            ownSlots();
            if (after == null) {
                slots.remove(node.route().value());
            } else {
                slots.put(node.route().value(), place);
            }
        }
        if (!ownsNodes) {
            nodes = nodes.clone();
            ownsNodes = true;
        }
        nodes[place] = after;
        balancersChanged |= before == null || after == null || !before.config().equals(after.config());
        reroute(node.route(), place, after, touched);
        return true;
    }

    private void ownSlots() {
        if (!ownsSlots) {
            slots = new HashMap<>(slots);
            ownsSlots = true;
        }
    }

    /** Forgets the groups of nodes that went away longer ago than {@link #DEPARTED_FOR}. */
    public void forgetDeparted(long nowMicros) {
        long oldest = nowMicros - DEPARTED_FOR.toNanos() / 1000;
        if (departed.values().removeIf(node -> node.removed().micros() < oldest)) {
            departedChanged = true;
        }
    }

    /** Forgets the group of a node that went away, however lately. */
    public void forgetDeparted(Collection<JvmRoute> routes) {
        if (departed.keySet().removeAll(Set.copyOf(routes))) {
            departedChanged = true;
        }
    }

    /** The table of this moment. */
    public RoutingTable build() {
        if (balancersChanged) {
            balancers = derivedBalancers();
            balancersChanged = false;
        }
        if (departedChanged) {
            departedGroups = groupsOfDeparted();
            departedChanged = false;
        }
        anyHost = editors.anyHost.done();
        exact = editors.exact.done();
        wildcards = editors.wildcards.done();
        editors = new Editors();
        ownsSlots = false;
        ownsNodes = false;
        return new RoutingTable(
                mode, nodes, slots, balancers, departedGroups, anyHost, new HostIndex(exact, wildcards));
    }

    private boolean depart(Node node) {
        Node known = departed.put(node.route(), node);
        if (known != null
                && known.lbGroup().equals(node.lbGroup())
                && known.balancerName().equals(node.balancerName())) {
            return false;
        }
        departedChanged = true;
        return true;
    }

    private boolean comeBack(JvmRoute route) {
        if (departed.remove(route) == null) {
            return false;
        }
        departedChanged = true;
        return true;
    }

    private int freeSlot() {
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] == null) {
                return i;
            }
        }
        int first = nodes.length;
        nodes = Arrays.copyOf(nodes, first * 2);
        ownsNodes = true;
        return first;
    }

    private static Set<ContextKey> changedRows(@Nullable Node before, @Nullable Node after) {
        Map<ContextKey, Register<ContextState>> old = before == null ? Map.of() : before.contexts();
        Map<ContextKey, Register<ContextState>> now = after == null ? Map.of() : after.contexts();
        Set<ContextKey> changed = new HashSet<>();
        old.forEach((key, row) -> {
            if (status(row) != status(now.get(key))) {
                changed.add(key);
            }
        });
        now.forEach((key, row) -> {
            if (status(row) != status(old.get(key))) {
                changed.add(key);
            }
        });
        return changed;
    }

    private static ContextStatus status(@Nullable Register<ContextState> row) {
        return row == null ? ContextStatus.REMOVED : row.value().status();
    }

    /**
     * Sets the target of this node anew in every route that it touches: of its aliases, and of all hosts together.
     */
    private void reroute(JvmRoute route, int slot, @Nullable Node after, Set<ContextKey> touched) {
        Map<String, ContextStatus> overAliases = new TreeMap<>();
        for (ContextKey key : touched) {
            ContextStatus status = after == null
                    ? ContextStatus.REMOVED
                    : status(after.contexts().get(key));
            Alias alias = key.alias();
            String path = key.path().value();
            if (alias.isWildcard()) {
                change(editors.wildcards, alias.value().substring(1), path, new RouteTarget(route, slot, status));
            } else {
                change(editors.exact, alias.value(), path, new RouteTarget(route, slot, status));
            }
            overAliases.put(path, ContextStatus.REMOVED);
        }
        if (after != null) {
            after.contexts()
                    .forEach((key, row) -> overAliases.computeIfPresent(
                            key.path().value(), (path, best) -> moreOpen(best, status(row))));
        }
        overAliases.forEach(
                (path, status) -> change(editors.anyHost, ANY_HOST, path, new RouteTarget(route, slot, status)));
    }

    private static ContextStatus moreOpen(ContextStatus one, ContextStatus other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static void change(ContextIndex.Editor editor, String host, String path, RouteTarget changed) {
        Route known = editor.get(host, path);
        List<RouteTarget> targets = with(known == null ? List.of() : known.targets(), changed);
        if (targets.isEmpty()) {
            editor.remove(host, path);
        } else {
            editor.put(host, new Route(path, targets));
        }
    }

    /** In order; a context of all hosts may have a thousand targets, so they are not sorted anew. */
    private static List<RouteTarget> with(List<RouteTarget> known, RouteTarget changed) {
        List<RouteTarget> targets = new ArrayList<>(known.size() + 1);
        boolean placed = changed.status() == ContextStatus.REMOVED;
        for (RouteTarget target : known) {
            int order = target.node().compareTo(changed.node());
            if (order > 0 && !placed) {
                targets.add(changed);
                placed = true;
            }
            if (order != 0) {
                targets.add(target);
            }
        }
        if (!placed) {
            targets.add(changed);
        }
        return targets;
    }

    /** Of each balancer name the settings that came last, from whichever node (MCMP §2.1). */
    private Map<String, BalancerConfig> derivedBalancers() {
        Map<String, BalancerConfig> derived = new HashMap<>();
        Map<String, Stamp> newest = new HashMap<>();
        for (Node node : nodes) {
            if (node != null) {
                Stamp stamp = node.config().stamp();
                if (stamp.isAfter(newest.getOrDefault(node.balancerName(), Stamp.NEVER))) {
                    newest.put(node.balancerName(), stamp);
                    derived.put(node.balancerName(), node.config().value().balancer());
                }
            }
        }
        return derived;
    }

    private Map<String, RoutingTable.Departed> groupsOfDeparted() {
        Map<String, RoutingTable.Departed> groups = new HashMap<>();
        departed.forEach((route, node) ->
                groups.put(route.value(), new RoutingTable.Departed(node.lbGroup(), node.balancerName())));
        return groups;
    }
}
