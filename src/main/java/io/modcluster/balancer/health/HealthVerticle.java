package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.DeadNode;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.NodeFailure;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.modcluster.balancer.transport.NodeProbe;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
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
 * succeeds, whoever asked for it, takes it out again. Nodes in error are looked at every few seconds, and taken out of
 * the table when nothing helped for {@code mcmp.remove-after} and no other balancer of the cluster reaches them.
 */
public final class HealthVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HealthVerticle.class);
    private static final long TICK_MILLIS = 250;
    /** The longest answer is that of all members of the cluster, each of which looks for itself. */
    private static final long REQUEST_TIMEOUT_MILLIS = 15_000;
    /** How long the dead node that somebody else reaches is left alone. */
    private static final long ASK_AGAIN_MILLIS = 10_000;

    private static final String NOT_SEEN_YET = "not seen yet since the start";

    private BalancerOptions options;
    private EventBusAddresses addresses;
    private final ReachabilityTracker tracker = new ReachabilityTracker();
    /** Nodes that are being looked at, so that a slow one is not asked twice. */
    private final Set<JvmRoute> looking = new HashSet<>();
    /** Nodes of which the other members are asked, or were a moment ago, whether they are dead. */
    private final Set<JvmRoute> asking = new HashSet<>();

    private RoutingTable table = RoutingTable.EMPTY;
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
        fixed = StaticLooks.of(options, System.currentTimeMillis());
        probe = new NodeProbe(vertx, options);
        bus = new LocalBus(vertx, REQUEST_TIMEOUT_MILLIS);
        bus.answer(addresses.healthCheck(), this::check);
        bus.answer(addresses.reachabilityRead(), (RegistryRead what) -> Future.succeededFuture(tracker.snapshot()));
        NodeReports.open(vertx, addresses, bus, tracker::snapshot);
        bus.listen(addresses.nodeFailures(), this::failed);
        bus.listen(addresses.routingTable(), this::tableChanged);
        return bus.<RoutingTable>request(addresses.routingTableRead(), RegistryRead.ALL)
                .onSuccess(this::tableChanged)
                .compose(table -> bus.<Set<JvmRoute>>request(addresses.restoredNodes(), RegistryRead.ALL))
                .compose(this::lookAtUnheard)
                .onSuccess(done -> vertx.setPeriodic(TICK_MILLIS, timer -> tick()));
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
        nodes.forEach(node -> tracker.failed(node.route(), node.address(), NOT_SEEN_YET, started));
        publish();
        Map<JvmRoute, String> seen = new HashMap<>();
        return new FirstLooks(vertx, node -> firstLook(node, seen)).at(nodes).onSuccess(answered -> {
            Reachability now = tracker.snapshot();
            nodes.stream().filter(node -> now.faultOf(node.route()) != null).forEach(node -> {
                String reason = seen.getOrDefault(node.route(), NOT_SEEN_YET);
                tracker.failed(node.route(), node.address(), reason, System.currentTimeMillis());
                warnInError(node, reason);
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
                tracker.answered(node.route());
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
                note(node, result);
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

    private void note(Node node, CheckResult result) {
        if (result.alive()) {
            if (tracker.answered(node.route())) {
                LOG.info(
                        "node up again jvmroute={} address={} seen={}",
                        shown(node.route()),
                        node.address(),
                        Quoted.of(result.detail()));
                publish();
            }
        } else {
            markFailed(node, result.detail());
        }
    }

    private void failed(NodeFailure failure) {
        Node node = failure.kind().blamesNode() ? table.node(failure.route()) : null;
        if (node != null) {
            markFailed(node, failure.detail());
        }
    }

    private void markFailed(Node node, String reason) {
        if (tracker.failed(node.route(), node.address(), reason, System.currentTimeMillis())) {
            warnInError(node, reason);
        }
        publish();
    }

    private static void warnInError(Node node, String reason) {
        LOG.warn(
                "node in error jvmroute={} address={} reason={}",
                shown(node.route()),
                node.address(),
                Quoted.of(reason));
    }

    private void tableChanged(RoutingTable next) {
        table = next;
        if (tracker.snapshot().faults().isEmpty()) {
            return;
        }
        Map<JvmRoute, NodeAddress> known = new HashMap<>();
        tracker.snapshot().faults().keySet().forEach(route -> {
            Node node = next.node(route);
            if (node != null) {
                known.put(route, node.address());
            }
        });
        if (tracker.keepOnly(known)) {
            publish();
        }
    }

    private void tick() {
        long now = System.currentTimeMillis();
        tracker.due(now).forEach(route -> lookAt(table.node(route)));
        fixed.due(now).forEach(route -> lookAt(table.node(route)));
        overdue(now).forEach(this::remove);
    }

    /** Nodes in error for longer than a node may be. */
    private List<JvmRoute> overdue(long now) {
        long removeAfter = options.getMcmp().getRemoveAfter().toMillis();
        return removeAfter > 0 ? fixed.without(tracker.inErrorSince(now - removeAfter)) : List.of();
    }

    private void lookAt(@Nullable Node node) {
        if (node == null || !looking.add(node.route())) {
            return;
        }
        Duration ping = node.config().value().connection().ping();
        check(new CheckNode(node.address(), ping, node.route())).onComplete(done -> looking.remove(node.route()));
    }

    /** Takes a dead node out, if the other members of the cluster agree; else asks them again after a while. */
    private void remove(JvmRoute route) {
        if (!asking.add(route)) {
            return;
        }
        bus.<DeadNode.Verdict>request(addresses.deadNode(), new DeadNode(route)).onComplete(answer -> {
            String objection = answer.failed()
                    ? String.valueOf(answer.cause().getMessage())
                    : answer.result().objection();
            if (objection == null) {
                asking.remove(route);
                if (overdue(System.currentTimeMillis()).contains(route)) {
                    removeAgreed(route);
                }
            } else {
                LOG.info("node not removed jvmroute={} reason={}", shown(route), Quoted.of(objection));
                vertx.setTimer(ASK_AGAIN_MILLIS, later -> asking.remove(route));
            }
        });
    }

    private void removeAgreed(JvmRoute route) {
        long seconds = options.getMcmp().getRemoveAfter().toSeconds();
        String reason = "in error for " + seconds + "s, as long as mcmp.remove-after allows";
        bus.<Transition>request(addresses.registryApply(), new RemoveNode(route, reason))
                .onSuccess(done -> {
                    if (done instanceof Transition.Changed change
                            && !change.events().isEmpty()) {
                        LOG.warn("node removed jvmroute={} reason={}", shown(route), Quoted.of(reason));
                    }
                })
                .onFailure(cause -> LOG.warn(
                        "node not removed jvmroute={} reason={}",
                        shown(route),
                        Quoted.of(String.valueOf(cause.getMessage()))));
    }

    private static String shown(JvmRoute route) {
        return Quoted.of(route.value());
    }

    private void publish() {
        bus.publish(addresses.reachability(), tracker.snapshot());
    }
}
