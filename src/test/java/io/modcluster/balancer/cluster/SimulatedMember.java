package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A balancer of a simulated cluster: the real replica and store, on a map, a wall clock and a thread that are not real. */
final class SimulatedMember implements TableListener {
    private final String name;
    private final SimulatedTime time;
    private final WallClock wall;
    private final NodeRegistry registry;
    private final TableEntries entries;
    private final Replica replica;
    private final SharedMapNodeStore store;
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<NodeEvent> told = new ArrayList<>();
    /** All that this member said or learned, folded: what must not get lost as long as it lives. */
    private final Map<JvmRoute, Node> learned = new TreeMap<>();

    private Intents learnedIntents = Intents.EMPTY;
    private final List<IntentChange> toldIntents = new ArrayList<>();
    private boolean frozen;
    private boolean dead;
    private boolean open;
    private boolean timers = true;

    /** What its clock on the wall shows. */
    static final class WallClock {
        private final SimulatedTime time;
        private final double pace;
        private long offset;

        WallClock(SimulatedTime time, long offsetMicros, double pace) {
            this.time = time;
            this.offset = offsetMicros;
            this.pace = pace;
        }

        long micros() {
            return offset + (long) (time.now() * pace);
        }

        void jump(long micros) {
            offset += micros;
        }
    }

    SimulatedMember(
            String name,
            SimulatedTime time,
            WallClock wall,
            SimulatedMap map,
            VirtualHostMode mode,
            UnaryOperator<Replica> version,
            BiConsumer<SimulatedMember, String> notices) {
        this.name = name;
        this.time = time;
        this.wall = wall;
        HybridClock clock = new HybridClock(name);
        this.registry = new NodeRegistry(clock, TableLimits.DEFAULT, mode, wall::micros, new StaticNodes(List.of()));
        this.entries = new TableEntries(registry, clock, wall::micros, this);
        this.replica = version.apply(entries);
        this.store = new SharedMapNodeStore(map.as(this), replica, key -> notices.accept(this, key));
    }

    String name() {
        return name;
    }

    WallClock wall() {
        return wall;
    }

    NodeRegistry registry() {
        return registry;
    }

    /** Its entries, as the version that it is has them. */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (String key : replica.keys()) {
            Replica.Version version = replica.version(key);
            if (version != null) {
                texts.put(key, version.text());
            }
        }
        return texts;
    }

    List<NodeEvent> told() {
        return told;
    }

    List<IntentChange> toldIntents() {
        return toldIntents;
    }

    Map<JvmRoute, Node> learned() {
        return learned;
    }

    /** All intents that this member was given or learned, folded. */
    Intents learnedIntents() {
        return learnedIntents;
    }

    /** Whether it takes commands. */
    boolean isServing() {
        return open && !frozen && !dead;
    }

    boolean isDead() {
        return dead;
    }

    /** Reads the table, again and again until that works; then takes commands, and does what is to be done now and then. */
    void start() {
        store.open().onComplete(read -> {
            if (read.failed()) {
                time.after(500_000, () -> run(this::start));
                return;
            }
            open = true;
            every(500_000, store::tick);
            every(5_000_000, store::synchronize);
            every(5_000_000, this::rewriteLoads);
            every(10_000_000, this::purge);
        });
    }

    private void every(long micros, Runnable action) {
        time.after(
                micros,
                () -> run(() -> {
                    if (timers) {
                        action.run();
                        every(micros, action);
                    }
                }));
    }

    void rewriteLoads() {
        String key = entries.rewriteLoads();
        if (key != null) {
            store.changed(key);
        }
    }

    void purge() {
        entries.purge(registry.purge()).forEach(store::forget);
    }

    void synchronize() {
        run(store::synchronize);
        run(store::tick);
    }

    void heard(String key) {
        run(() -> store.heard(key));
    }

    /** Takes a command as the registry does. */
    Transition apply(NodeCommand command, Consumer<Transition.Changed> accepted) {
        Transition transition = registry.apply(command);
        if (transition instanceof Transition.Changed changed) {
            learned.merge(command.route(), changed.next(), Node::merge);
            accepted.accept(changed);
            String key = entries.applied(changed, command instanceof ReportLoad);
            if (key != null) {
                store.changed(key);
            }
        }
        return transition;
    }

    /** Obeys an operator as the registry does. */
    void obey(Intent intent, Consumer<Register<Intent>> accepted) {
        String key = entries.applied(intent);
        Register<Intent> said = registry.intents().get(intent.target());
        if (key != null && said != null) {
            learnedIntents = learnedIntents.merge(said);
            accepted.accept(said);
            store.changed(key);
        }
    }

    /** Runs something on its thread: later if it is frozen, never if it is dead. */
    void run(Runnable action) {
        if (frozen) {
            waiting.add(action);
        } else if (!dead) {
            action.run();
        }
    }

    /** It does nothing any more that nobody asks for. */
    void stopTimers() {
        timers = false;
    }

    void freeze() {
        frozen = true;
    }

    void thaw() {
        frozen = false;
        List<Runnable> late = List.copyOf(waiting);
        waiting.clear();
        late.forEach(this::run);
    }

    void die() {
        dead = true;
        waiting.clear();
    }

    @Override
    public void heard(List<NodeEvent> events) {
        events.stream().map(NodeEvent::route).distinct().map(registry::node).forEach(node -> {
            if (node != null) {
                learned.merge(node.route(), node, Node::merge);
            }
        });
    }

    @Override
    public void merged() {
        // whoever asks for the table gets the new one
    }

    @Override
    public void intended(IntentChange change, boolean here) {
        learnedIntents = learnedIntents.merge(change.now());
    }

    @Override
    public void told(IntentChange change) {
        toldIntents.add(change);
    }

    @Override
    public void told(List<NodeEvent> events) {
        told.addAll(events);
    }
}
