package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeChanges;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.command.Transition;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry as entries: one for each JVMRoute ({@link NodeJson}), for each target of an operator's intent
 * ({@link IntentJson}), for each member ({@link LoadSheet}), and for the number of the table. Belongs to its thread.
 */
final class TableEntries implements Replica {
    static final String GENERATION = "table";
    static final String NODE = "node:";
    static final String LOADS = "loads:";

    private static final Logger LOG = LoggerFactory.getLogger(TableEntries.class);

    private final NodeRegistry registry;
    private final HybridClock clock;
    private final LongSupplier wallMicros;
    private final TableListener listener;
    private final LoadSheets loads;
    private final IntentEntries intents;
    private final ToldNodes told;
    /** Versions of nodes as long as they hold; a load is not in them. */
    private final Map<JvmRoute, Version> versions = new HashMap<>();
    /** Nodes whose removal is over, but not known to whoever wrote the entry. */
    private final Set<JvmRoute> behind = new HashSet<>();
    /** Entries that could not be read, so that each is complained of once. */
    private final Set<String> unreadable = new HashSet<>();

    private boolean newcomers;
    private boolean merged;

    TableEntries(NodeRegistry registry, HybridClock clock, LongSupplier wallMicros, TableListener listener) {
        this.registry = registry;
        this.clock = clock;
        this.told = new ToldNodes(clock.member());
        this.wallMicros = wallMicros;
        this.listener = listener;
        this.loads = new LoadSheets(clock.member());
        this.intents = new IntentEntries(registry, listener);
    }

    /**
     * Notes what a command led to.
     *
     * @return the key of the entry that changed, or null when that can wait for the next sheet
     */
    @Nullable
    String applied(Transition.Changed change, boolean loadOnly) {
        Node node = change.next();
        if (loadOnly) {
            loads.told(node.route(), node.load());
            return null;
        }
        if (node.load().stamp().isAfter(node.removed())
                && node.load().stamp().member().equals(clock.member())) {
            loads.told(node.route(), node.load());
        }
        versions.remove(node.route());
        return NODE + node.route();
    }

    /** Obeys an operator; the key of the entry that changed, or null when there are too many intents. */
    @Nullable
    String applied(Intent intent) {
        return intents.applied(intent);
    }

    /** Writes this member's loads down; the key of the entry that changed, or null. */
    @Nullable
    String rewriteLoads() {
        String member = loads.rewrite(clock, wallMicros.getAsLong(), route -> {
            Node node = registry.node(route);
            // a removed node is listed for a while, with its load
            return node != null && node.lifecycle(registry.now()) != Lifecycle.GONE;
        });
        return member == null ? null : LOADS + member;
    }

    /** Forgets what is over; the keys of its entries. */
    List<String> purge(List<JvmRoute> forgotten) {
        List<String> keys = new ArrayList<>();
        for (JvmRoute route : forgotten) {
            versions.remove(route);
            told.forget(route);
            behind.remove(route);
            keys.add(NODE + route);
        }
        loads.purge(oldestSheet()).forEach(member -> keys.add(LOADS + member));
        keys.addAll(intents.purge());
        return keys;
    }

    /** A number that two members share when their entries are equal; sheets of loads are always on their way. */
    long digest() {
        long sum = 0;
        for (String key : keys()) {
            Version version = key.startsWith(LOADS) ? null : version(key);
            if (version != null) {
                sum += (31L * key.hashCode() + version.text().hashCode()) * 0x9E3779B97F4A7C15L;
            }
        }
        return sum;
    }

    @Override
    public Collection<String> keys() {
        List<String> keys = new ArrayList<>();
        keys.add(GENERATION);
        registry.nodes().forEach(node -> keys.add(NODE + node.route()));
        loads.members().forEach(member -> keys.add(LOADS + member));
        keys.addAll(intents.keys());
        return keys;
    }

    @Override
    public @Nullable Version version(String key) {
        try {
            if (key.startsWith(NODE)) {
                return node(new JvmRoute(key.substring(NODE.length())));
            } else if (key.startsWith(LOADS)) {
                return loads.version(key.substring(LOADS.length()));
            } else if (key.startsWith(IntentEntries.KEY)) {
                return intents.version(key);
            }
            return key.equals(GENERATION) ? generation() : null;
        } catch (IllegalArgumentException notOurs) {
            // the table is open to others: merge complains of it
            return null;
        }
    }

    private @Nullable Version node(JvmRoute route) {
        Node node = registry.node(route);
        if (node == null || (registry.isOver(node) && !behind.contains(route))) {
            return null;
        }
        return versions.computeIfAbsent(route, key -> new Version(NodeJson.write(node), node));
    }

    private Version generation() {
        long number = registry.generation();
        return new Version(
                new JsonObject().put("generation", number).put("v", 1).encode(), number);
    }

    @Override
    public boolean merge(String key, String text) {
        try {
            JsonObject json = new JsonObject(text);
            if (json.getInteger("v") != 1) {
                throw new IllegalArgumentException("version " + json.getInteger("v") + " (expected: 1)");
            }
            if (key.startsWith(NODE)) {
                Node node = NodeJson.read(json);
                check(key, NODE + node.route());
                return merge(node, text);
            } else if (key.startsWith(LOADS)) {
                LoadSheet sheet = LoadSheet.read(json);
                check(key, LOADS + sheet.at().member());
                merge(sheet, text);
                return true;
            } else if (key.startsWith(IntentEntries.KEY)) {
                merged = true;
                return intents.merge(key, IntentJson.read(json), text);
            } else if (key.equals(GENERATION)) {
                registry.mergeGeneration(json.getLong("generation"));
                return true;
            }
            return false;
        } catch (RuntimeException wrong) {
            if (unreadable.add(key)) {
                LOG.warn(
                        "entry of the shared table passed over key={} cause={}",
                        Quoted.of(key),
                        Quoted.of(String.valueOf(wrong.getMessage())));
            }
            return false;
        }
    }

    private static void check(String key, String expected) {
        if (!key.equals(expected)) {
            throw new IllegalArgumentException("entry of " + expected);
        }
    }

    private boolean merge(Node other, String text) {
        Node before = registry.node(other.route());
        Node after = registry.merge(other);
        if (after == null) {
            // what is over may go; what there is no room for is for others to remember
            return registry.isOver(other);
        }
        told.met(before, other);
        if (after.isRegistered() || other.removed().equals(after.removed())) {
            behind.remove(other.route());
        } else {
            behind.add(other.route());
        }
        newcomers |= before == null || !before.isRegistered();
        if (!after.equals(before)) {
            merged = true;
            listener.heard(NodeChanges.between(before, after));
        }
        if (NodeJson.write(registry.trimmed(other)).equals(NodeJson.write(after))) {
            // what is forgotten here may stay there, or members that forget at different times would write for ever
            versions.put(other.route(), new Version(text, after));
        } else {
            versions.remove(other.route());
        }
        return true;
    }

    private void merge(LoadSheet sheet, String text) {
        registry.saw(sheet.at());
        if (sheet.at().isAfter(oldestSheet()) && loads.merge(sheet, text)) {
            sheet.loads().forEach((route, load) -> merge(route, load));
        }
    }

    private void merge(JvmRoute route, Register<LoadFactor> load) {
        Node before = registry.node(route);
        registry.merge(route, load);
        Node after = registry.node(route);
        if (before != null && after != null && !after.load().equals(before.load())) {
            merged = true;
            listener.heard(NodeChanges.between(before, after));
        }
    }

    @Override
    public void committed(String key, Version version) {
        if (version.value() instanceof Node node) {
            behind.remove(node.route());
            listener.told(told.tell(node));
        } else if (key.startsWith(IntentEntries.KEY)) {
            intents.committed(version);
        }
    }

    @Override
    public void settled() {
        if (newcomers) {
            // a sheet may have come before the nodes that are on it
            newcomers = false;
            loads.forEach(this::merge);
        }
        if (merged) {
            merged = false;
            listener.merged();
        }
    }

    private Stamp oldestSheet() {
        return new Stamp(registry.now() - NodeRegistry.TOMBSTONES_FOR.toNanos() / 1000, "");
    }
}
