package io.modcluster.balancer.domain;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * All that is known of one node: a set of last-writer-wins registers. Nothing is deleted from it; removal is a register
 * too, and what is older than it is dead. Two replicas of a node {@link #merge} to the same value in any order.
 *
 * @param route    its identity
 * @param config   its last CONFIG
 * @param load     its last accepted load; of a registered node never older than its removal
 * @param removal  when it was taken out last, and why; {@link #NEVER_REMOVED} if never
 * @param contexts its rows, tombstones included; only rows newer than the removal
 * @param foreign  what a balancer of a later version said of it, by name, as that one wrote it: kept, never read; what is
 *                 not newer than the removal is gone like the rows, but for what was said along with the CONFIG that is kept
 */
public record Node(
        JvmRoute route,
        Register<NodeConfig> config,
        Register<LoadFactor> load,
        Register<String> removal,
        NavigableMap<ContextKey, Register<ContextState>> contexts,
        NavigableMap<String, Register<String>> foreign) {
    /** The removal of a node that was never taken out. */
    public static final Register<String> NEVER_REMOVED = new Register<>("", Stamp.NEVER);

    private static final Comparator<Map.Entry<ContextKey, ContextState>> BY_CREATION =
            Map.Entry.<ContextKey, ContextState>comparingByValue(ContextState.BY_CREATION)
                    .thenComparing(Map.Entry.comparingByKey());

    /**
     * Copies the rows and leaves out those that the removal killed. A load that it killed is hot standby again, once the
     * node is back.
     */
    public Node {
        TreeMap<ContextKey, Register<ContextState>> alive = new TreeMap<>(contexts);
        Stamp end = removal.stamp();
        alive.values().removeIf(row -> !row.stamp().isAfter(end));
        contexts = Collections.unmodifiableNavigableMap(alive);
        if (config.stamp().isAfter(end) && !load.stamp().isAfter(end)) {
            load = new Register<>(LoadFactor.HOT_STANDBY, end);
        }
        TreeMap<String, Register<String>> unread = new TreeMap<>(foreign);
        Stamp configured = config.stamp();
        unread.values()
                .removeIf(said -> !said.stamp().isAfter(end) && !said.stamp().equals(configured));
        foreign = Collections.unmodifiableNavigableMap(unread);
    }

    /** A node that just registered: hot standby, without contexts. */
    public static Node registered(JvmRoute route, NodeConfig config, Stamp now) {
        return new Node(
                route,
                new Register<>(config, now),
                new Register<>(LoadFactor.HOT_STANDBY, now),
                NEVER_REMOVED,
                Collections.emptyNavigableMap(),
                Collections.emptyNavigableMap());
    }

    /** The one value that both replicas of this node lead to. */
    public Node merge(Node other) {
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>(contexts);
        other.contexts.forEach((key, row) -> rows.merge(key, row, Register::merge));
        TreeMap<String, Register<String>> unread = new TreeMap<>(foreign);
        other.foreign.forEach((name, said) -> unread.merge(name, said, Register::merge));
        return new Node(
                route, config.merge(other.config), load.merge(other.load), removal.merge(other.removal), rows, unread);
    }

    /** When it was taken out last; {@link Stamp#NEVER} if never. */
    public Stamp removed() {
        return removal.stamp();
    }

    /** The newest stamp in it. */
    public Stamp newest() {
        Stamp newest = config.stamp().isAfter(removed()) ? config.stamp() : removed();
        for (Register<ContextState> row : contexts.values()) {
            newest = row.stamp().isAfter(newest) ? row.stamp() : newest;
        }
        return newest;
    }

    /** Whether the node is registered, that is: not taken out since its last CONFIG. */
    public boolean isRegistered() {
        return config.stamp().isAfter(removed());
    }

    /** The stage of its life at this time, in microseconds since 1970. */
    public Lifecycle lifecycle(long nowMicros) {
        return isRegistered()
                ? Lifecycle.REGISTERED
                : Lifecycle.sinceRemoval(nowMicros - removed().micros());
    }

    /** The rows that exist, in order of creation. */
    public List<Map.Entry<ContextKey, ContextState>> rows() {
        return contexts.entrySet().stream()
                .filter(row -> row.getValue().value().status() != ContextStatus.REMOVED)
                .map(row -> Map.entry(row.getKey(), row.getValue().value()))
                .sorted(BY_CREATION)
                .toList();
    }

    /** Where it listens. */
    public NodeAddress address() {
        return config.value().address();
    }

    /** Name of its balancer. */
    public String balancerName() {
        return config.value().balancer().name();
    }

    /** Its fail-over group, empty for none. */
    public String lbGroup() {
        return config.value().lbGroup();
    }

    /** The same node with another CONFIG. */
    public Node with(Register<NodeConfig> next) {
        return new Node(route, next, load, removal, contexts, foreign);
    }

    /** The same node with another load. */
    public Node withLoad(LoadFactor next, Stamp now) {
        return new Node(route, config, new Register<>(next, now), removal, contexts, foreign);
    }

    /**
     * The same node, taken out: its rows are gone.
     *
     * @param reason for people
     */
    public Node removedAt(Stamp now, String reason) {
        return new Node(route, config, load, new Register<>(reason, now), contexts, foreign);
    }

    /** The same node with these rows changed or added. */
    public Node withRows(Map<ContextKey, ContextState> changed, Stamp now) {
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>(contexts);
        changed.forEach((key, state) -> rows.put(key, new Register<>(state, now)));
        return new Node(route, config, load, removal, rows, foreign);
    }

    /** The same node with other states of its rows, not stated anew; itself if they are the same. */
    public Node withStates(BiFunction<ContextKey, ContextStatus, ContextStatus> states) {
        TreeMap<ContextKey, Register<ContextState>> changed = new TreeMap<>();
        contexts.forEach((key, row) -> {
            ContextStatus next = states.apply(key, row.value().status());
            if (next != row.value().status()) {
                changed.put(key, new Register<>(row.value().with(next), row.stamp()));
            }
        });
        if (changed.isEmpty()) {
            return this;
        }
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>(contexts);
        rows.putAll(changed);
        return new Node(route, config, load, removal, rows, foreign);
    }

    /** The same node without the rows that were removed before {@code micros}; itself if there are none. */
    public Node withoutRowsRemovedBefore(long micros) {
        if (contexts.values().stream().noneMatch(row -> isRemovedBefore(row, micros))) {
            return this;
        }
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>(contexts);
        rows.values().removeIf(row -> isRemovedBefore(row, micros));
        return new Node(route, config, load, removal, rows, foreign);
    }

    private static boolean isRemovedBefore(Register<ContextState> row, long micros) {
        return row.value().status() == ContextStatus.REMOVED && row.stamp().micros() < micros;
    }
}
