package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.DeadNode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RequestsElsewhere;
import io.modcluster.balancer.event.SetIntent;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of the table. Takes commands from the bus, one after the other on its event loop; each is applied to the
 * local replica, published to the proxies of this JVM as a new routing table, and only then answered. In a clustered Vert.x
 * the other members hear of it afterwards: no answer waits for them.
 */
public final class RegistryVerticle extends VerticleBase {
    private static final long PURGE_PERIOD_MILLIS = 10_000;
    /** Loads are told to the other members this often; nodes tell them to each balancer themselves. */
    private static final long LOADS_PERIOD_MILLIS = 5_000;
    /** A load that changes which kinds of requests a node gets is told after this time. */
    private static final long URGENT_LOADS_MILLIS = 100;
    /** Bound for the question whether the holder of a contested name or address is alive; health answers before. */
    private static final long REQUEST_TIMEOUT_MILLIS = 15_000;

    private BalancerOptions options;
    private EventBusAddresses addresses;
    private final LongSupplier wallMicros;
    private StaticNodes fixed;
    private NodeRegistry registry;
    private TableEntries entries;
    private NodeStore store;
    private Snapshot snapshot;
    private TableAnnouncer announcer;
    private Registrations registrations;
    private LocalBus bus;
    private @Nullable ClusterMember cluster;
    private boolean urgentLoads;

    /** A registry that takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name. */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public RegistryVerticle() {
        this.wallMicros = microsOf(Clock.systemUTC());
    }

    /** A registry that reads the time of the system. */
    public RegistryVerticle(BalancerOptions options, EventBusAddresses addresses) {
        this(options, addresses, microsOf(Clock.systemUTC()));
    }

    /**
     * A registry with a clock of its own.
     *
     * @param wallMicros microseconds since 1970
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public RegistryVerticle(BalancerOptions options, EventBusAddresses addresses, LongSupplier wallMicros) {
        this.options = options;
        this.addresses = addresses;
        this.wallMicros = wallMicros;
    }

    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            options = config.options();
            addresses = config.addresses();
        }
        HybridClock clock =
                new HybridClock(vertx.isClustered() ? ClusterMember.newName(options.getName()) : options.getName());
        TableLimits limits = new TableLimits(
                options.getMcmp().getMaxNodes(),
                options.getMcmp().getMaxAliasesPerNode(),
                options.getMcmp().getMaxContextsPerNode());
        fixed = StaticNodes.of(options);
        registry = new NodeRegistry(clock, limits, options.getTraffic().getVirtualHosts(), wallMicros, fixed);
        bus = new LocalBus(vertx, REQUEST_TIMEOUT_MILLIS);
        announcer = new TableAnnouncer(vertx, addresses, bus, registry::table);
        registrations = new Registrations(registry, bus, addresses, this::applied);
        entries = new TableEntries(registry, clock, wallMicros, new Changes());
        snapshot = new Snapshot(vertx, options.getRegistry().getSnapshot(), entries, wallMicros);
        return snapshot.open()
                .compose(read -> open(clock))
                .onSuccess(opened -> {
                    snapshot.restore();
                    listen();
                })
                .onFailure(cause -> snapshot.close());
    }

    private Future<?> open(HybridClock clock) {
        if (!vertx.isClustered()) {
            store = snapshot.around(new LocalNodeStore(entries));
            return Future.succeededFuture();
        }
        ClusterMember joining = new ClusterMember(vertx, options, addresses, clock.member(), entries, bus, registry);
        cluster = joining;
        store = snapshot.around(joining.store());
        return joining.join();
    }

    private void listen() {
        bus.answer(addresses.registryApply(), this::apply);
        bus.answer(addresses.intentSet(), this::intend);
        bus.answer(addresses.registryRead(), (RegistryRead what) -> Future.succeededFuture(registry.view()));
        bus.answer(addresses.registryReadNode(), (JvmRoute route) -> Future.succeededFuture(registry.view(route)));
        bus.answer(addresses.routingTableRead(), (RegistryRead what) -> Future.succeededFuture(registry.table()));
        bus.answer(addresses.restoredNodes(), (RegistryRead what) -> Future.succeededFuture(snapshot.restored()));
        bus.answer(addresses.requestsElsewhere(), this::requestsElsewhere);
        bus.answer(addresses.deadNode(), this::dead);
        bus.answer(addresses.askMembers(), this::round);
        bus.answer(addresses.clusterRead(), (RegistryRead what) -> Future.succeededFuture(clusterView()));
        DrainKeeper.Member self = new DrainKeeper.Member(
                registry, this::round, () -> cluster == null || cluster.isFirst(), () -> clusterView()
                        .member());
        DrainKeeper.open(vertx, addresses, bus, self, intent -> intend(new SetIntent(intent)));
        vertx.setPeriodic(PURGE_PERIOD_MILLIS, timer -> purge());
        vertx.setPeriodic(LOADS_PERIOD_MILLIS, timer -> tellLoads());
    }

    /** Tells the others what they do not know yet, as far as they can be told now, and leaves. */
    @Override
    public Future<?> stop() {
        tellLoads();
        ClusterMember leaving = cluster;
        return Future.join(leaving == null ? Future.succeededFuture() : leaving.leave(), snapshot.close());
    }

    private Future<Long> requestsElsewhere(RequestsElsewhere what) {
        return cluster == null ? Future.succeededFuture(0L) : cluster.requestsElsewhere(what);
    }

    private Future<DeadNode.Verdict> dead(DeadNode what) {
        return cluster == null ? Future.succeededFuture(new DeadNode.Verdict(null)) : cluster.dead(what);
    }

    private Future<MemberQuestion.Round> round(MemberQuestion what) {
        return cluster == null ? MemberRound.alone(bus, addresses, what, options.getName()) : cluster.round(what);
    }

    private ClusterView clusterView() {
        return cluster == null ? new ClusterView(false, options.getName(), List.of(), List.of(), true) : cluster.view();
    }

    private void tellLoads() {
        urgentLoads = false;
        String key = entries.rewriteLoads();
        if (key != null) {
            store.changed(key);
        }
    }

    private void purge() {
        var forgotten = registry.purge();
        forgotten.stream()
                .filter(route -> !fixed.has(route))
                .peek(BalancerMetrics.of(vertx, addresses.prefix()).requests()::forget)
                .forEach(NodeCounters.of(vertx, addresses.prefix())::forget);
        entries.purge(forgotten).forEach(store::forget);
    }

    private Future<Transition> apply(NodeCommand command) {
        Transition refusal = fixed.refusal(command);
        if (refusal != null) {
            return Future.succeededFuture(refusal);
        }
        return command instanceof RegisterNode newcomer
                ? registrations.register(newcomer)
                : Future.succeededFuture(applied(command));
    }

    private Transition applied(NodeCommand command) {
        Transition transition = registry.apply(command);
        if (transition instanceof Transition.Changed changed) {
            announcer.table();
            announcer.here(changed.events(), options.getName());
            String key = entries.applied(changed, command instanceof ReportLoad);
            if (key != null) {
                store.changed(key);
            }
            if (changed.events().stream().anyMatch(RegistryVerticle::isUrgentLoad) && !urgentLoads) {
                urgentLoads = true;
                vertx.setTimer(URGENT_LOADS_MILLIS, timer -> tellLoads());
            }
        }
        return transition;
    }

    private Future<SetIntent.Answer> intend(SetIntent what) {
        String key = entries.applied(what.intent());
        if (key == null) {
            return Future.succeededFuture(SetIntent.Answer.TOO_MANY);
        }
        announcer.table();
        store.changed(key);
        return Future.succeededFuture(SetIntent.Answer.SET);
    }

    private static boolean isUrgentLoad(NodeEvent event) {
        return event.type() == NodeEvent.Type.LOAD_CHANGED
                && LoadSheet.isUrgent(Integer.parseInt(event.before()), Integer.parseInt(event.after()));
    }

    private final class Changes implements TableListener {
        private final ClusterLag lag =
                new ClusterLag(BalancerMetrics.of(vertx, addresses.prefix()).clusterLag(), wallMicros);

        @Override
        public void heard(List<NodeEvent> events) {
            announcer.here(fixed.visible(events), "another member");
            lag.heard(events);
        }

        @Override
        public void merged() {
            BalancerMetrics.of(vertx, addresses.prefix())
                    .counter(Metric.CLUSTER_MERGES)
                    .increment();
            announcer.table();
            snapshot.changed();
        }

        @Override
        public void told(List<NodeEvent> events) {
            announcer.everywhere(events);
        }

        @Override
        public void intended(IntentChange change, boolean here) {
            announcer.intended(change, here);
        }

        @Override
        public void told(IntentChange change) {
            announcer.everywhere(change);
        }
    }

    private static LongSupplier microsOf(Clock clock) {
        return () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
