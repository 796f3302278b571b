package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.NodeTlsOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.modcluster.balancer.transport.NodeProbe;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This balancer's own view of who is reachable. A refused connection or a failed check puts a node in error; a check that
 * succeeds, whoever asked for it, takes it out again: see {@link ReachabilityTracker}. Nodes in error are looked at every few
 * seconds, all nodes in turn where that is configured.
 */
public final class HealthVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HealthVerticle.class);
    private static final long TICK_MILLIS = 250;
    /** The longest answer is that of all members of the cluster, each of which looks for itself. */
    private static final long REQUEST_TIMEOUT_MILLIS = 15_000;
    /** Nodes that are looked at in turn at the same time: with few sockets open a thousand have their turn all the same. */
    private static final int AT_ONCE = 64;
    /** How often trials are open again of which nothing was heard: their clients may have gone. */
    private static final long TRIAL_AGAIN_MILLIS = 1_000;

    private static final String NOT_SEEN_YET = "not seen yet since the start";

    private BalancerOptions options;
    private EventBusAddresses addresses;
    /** Nodes that are being looked at, so that a slow one is not asked twice. */
    private final Set<JvmRoute> looking = new HashSet<>();

    private RoutingTable table = RoutingTable.EMPTY;
    private HealthRules rules;
    private ReachabilityTracker tracker;
    private Faults faults;
    private ErrorShare errors;
    private ActiveLooks inTurn;
    private DeadNodes dead;
    private NodeCounters counters;
    private long trialsOpenedMillis;
    private StaticLooks fixed;
    private NodeProbe probe;
    private LocalBus bus;

    /** A health verticle that takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name. */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public HealthVerticle() {}

    /** A health verticle for the balancer with these addresses. */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public HealthVerticle(BalancerOptions options, EventBusAddresses addresses) {
        this.options = options;
        this.addresses = addresses;
    }

    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            options = config.options();
            addresses = config.addresses();
        }
        long now = System.currentTimeMillis();
        rules = HealthRules.of(options.getHealth());
        tracker = new ReachabilityTracker(rules);
        faults = new Faults(tracker, route -> table.node(route), this::publish);
        errors = new ErrorShare(rules);
        inTurn = new ActiveLooks(options.getHealth().getInterval().toMillis(), now, Math.random());
        counters = NodeCounters.of(vertx, addresses.prefix());
        fixed = StaticLooks.of(options, now);
        probe = new NodeProbe(vertx, options);
        warnOfUnchecked(options.getNodeTls());
        bus = new LocalBus(vertx, REQUEST_TIMEOUT_MILLIS);
        long removeAfter = options.getMcmp().getRemoveAfter().toMillis();
        dead = new DeadNodes(vertx, bus, addresses, removeAfter, oldest -> fixed.without(tracker.silentSince(oldest)));
        bus.answer(addresses.healthCheck(), this::check);
        bus.answer(addresses.reachabilityRead(), (RegistryRead what) -> Future.succeededFuture(effective()));
        NodeReports.open(vertx, addresses, bus, () -> tracker.snapshot(System.currentTimeMillis()));
        bus.listen(addresses.nodeFailures(), faults::failed);
        bus.listen(addresses.nodeTrials(), faults::tried);
        bus.listen(addresses.routingTable(), this::tableChanged);
        return bus.<RoutingTable>request(addresses.routingTableRead(), RegistryRead.ALL)
                .onSuccess(this::tableChanged)
                .compose(table -> bus.<Set<JvmRoute>>request(addresses.restoredNodes(), RegistryRead.ALL))
                .compose(this::lookAtUnheard)
                .onSuccess(done -> vertx.setPeriodic(TICK_MILLIS, timer -> tick()));
    }

    private static void warnOfUnchecked(NodeTlsOptions tls) {
        if (!tls.isVerify() || !tls.isVerifyName()) {
            LOG.warn(
                    "certificates of https nodes are not checked as they should be: nodes-tls.verify={} verify-name={}",
                    tls.isVerify(),
                    tls.isVerifyName());
        }
        if (!tls.getUnverified().isEmpty()) {
            LOG.warn("certificates of some https nodes are not checked: nodes-tls.unverified={}", tls.getUnverified());
        }
    }

    /** Nodes of an earlier run, or of the configuration, may be gone: each gets requests only after it has answered. */
    private Future<?> lookAtUnheard(Set<JvmRoute> restored) {
        List<Node> nodes = Stream.concat(fixed.routes().stream(), fixed.without(restored).stream())
                .map(table::node)
                .filter(Objects::nonNull)
                .toList();
        if (nodes.isEmpty()) {
            return Future.succeededFuture();
        }
        long started = System.currentTimeMillis();
        nodes.forEach(node -> tracker.failed(node.route(), node.address(), Cause.UNREACHABLE, NOT_SEEN_YET, started));
        publish();
        Map<JvmRoute, String> seen = new HashMap<>();
        return new FirstLooks(vertx, node -> firstLook(node, seen)).at(nodes).onSuccess(answered -> {
            nodes.stream().filter(node -> tracker.faultOf(node.route()) != null).forEach(node -> {
                String reason = seen.getOrDefault(node.route(), NOT_SEEN_YET);
                tracker.failed(node.route(), node.address(), Cause.UNREACHABLE, reason, System.currentTimeMillis());
                Faults.warnInError(node, reason);
            });
            publish();
            LOG.info(
                    "nodes from snapshot and configuration looked at: {} of {} answer after {} ms",
                    answered,
                    nodes.size(),
                    System.currentTimeMillis() - started);
        });
    }

    /** Without a word about who answers, and told to the proxies with the rest: there may be a thousand. */
    private Future<Boolean> firstLook(Node node, Map<JvmRoute, String> seen) {
        Duration ping = node.config().value().connection().ping();
        return probe.check(node, ours(ping)).map(result -> {
            seen.put(node.route(), result.detail());
            if (result.alive() && nodeAt(node.route(), node.address()) != null) {
                tracker.seen(node.route());
            }
            return result.alive();
        });
    }

    @Override
    public Future<?> stop() {
        return probe.close();
    }

    /** Always answers, within the shorter of the node's bound and ours. */
    private Future<CheckResult> check(CheckNode check) {
        Duration bound = ours(check.bound());
        Node known = nodeAt(check.route(), check.address());
        Future<CheckResult> seen = known == null ? probe.check(check.address(), bound) : probe.check(known, bound);
        return seen.onSuccess(result -> {
            Node node = nodeAt(check.route(), check.address());
            if (node != null) {
                faults.note(node, result);
            }
        });
    }

    /** The shorter of the node's bound, 0 for none, and ours. */
    private Duration ours(Duration wanted) {
        Duration ours = options.getMcmp().getCheckTimeout();
        return wanted.isZero() || wanted.compareTo(ours) > 0 ? ours : wanted;
    }

    /** The node, if it is still at this address. */
    private @Nullable Node nodeAt(@Nullable JvmRoute route, NodeAddress address) {
        Node node = route == null ? null : table.node(route);
        return node != null && node.address().equals(address) ? node : null;
    }

    private void tableChanged(RoutingTable next) {
        table = next;
        if (options.getHealth().isActive()) {
            List<JvmRoute> routes = new ArrayList<>(next.size());
            next.forEachNode(node -> routes.add(node.route()));
            inTurn.of(routes);
        }
        if (tracker.isEmpty()) {
            return;
        }
        Map<JvmRoute, NodeAddress> known = new HashMap<>();
        tracker.faults().forEach(route -> {
            Node node = next.node(route);
            if (node != null) {
                known.put(route, node.address());
            }
        });
        if (tracker.keepOnly(route -> next.node(route) != null, known)) {
            publish();
        }
    }

    private void tick() {
        long now = System.currentTimeMillis();
        tracker.due(now).forEach(route -> lookAt(table.node(route), false));
        if (options.getHealth().isActive()) {
            inTurn.due(now, AT_ONCE - looking.size()).forEach(route -> lookAt(table.node(route), true));
        } else {
            fixed.due(now).forEach(route -> lookAt(table.node(route), false));
        }
        if (errors.isDue(now)) {
            countErrors(now);
        }
        if (now - trialsOpenedMillis >= TRIAL_AGAIN_MILLIS && tracker.hasTrial(now)) {
            trialsOpenedMillis = now;
            publish();
        }
        dead.tick(now);
    }

    private void countErrors(long now) {
        errors.keepOnly(route -> table.node(route) != null);
        table.forEachNode(node -> countErrors(node, now));
    }

    private void countErrors(Node node, long now) {
        NodeCounters.NodeCounter counter = counters.known(node.route());
        String reason = counter == null ? null : errors.sample(node.route(), counter.elected(), counter.errors(), now);
        if (reason != null && tracker.faultOf(node.route()) == null) {
            faults.add(node, Cause.ERRORS, reason);
        }
    }

    /** @param inTurn whether nothing is wrong with it so far: then one bad look may be chance */
    private void lookAt(@Nullable Node node, boolean inTurn) {
        if (node == null || !looking.add(node.route())) {
            return;
        }
        Duration ping = node.config().value().connection().ping();
        Duration bound =
                inTurn && options.getHealth().isActive() ? options.getHealth().getTimeout() : ours(ping);
        probe.check(node, bound).onComplete(seen -> {
            looking.remove(node.route());
            Node now = nodeAt(node.route(), node.address());
            if (now != null && seen.succeeded()) {
                looked(now, seen.result());
            }
        });
    }

    private void looked(Node node, CheckResult result) {
        boolean chance = !result.alive()
                && !result.unreachable()
                && tracker.faultOf(node.route()) == null
                && !tracker.missed(node.route());
        if (!chance) {
            faults.note(node, result);
        }
    }

    /** What the proxies go by. */
    private Reachability effective() {
        Reachability seen = tracker.snapshot(System.currentTimeMillis());
        return EjectionLimit.apply(seen, table, rules.maxEjectedPercent());
    }

    private void publish() {
        bus.publish(addresses.reachability(), effective());
    }
}
