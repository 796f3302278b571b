package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.domain.routing.Selection.Rejected;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.Leaving;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.metrics.AffinityCounters;
import io.modcluster.balancer.metrics.MemoryGauge;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.NodeTransports;
import io.modcluster.balancer.transport.TransportLimits;
import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to the nodes that the registry knows: guard → select → forward → respond.
 *
 * <p>Belongs to one event loop: the one that {@link #start} is called on must serve the requests, as in the {@code start} of
 * a verticle that listens. In an application of one's own it is mounted by {@code ProxyHandler.create(proxy)} of
 * vertx-web-proxy; there must be no handler in front that reads the body.
 */
public final class ModClusterProxy implements RegisteredNodesProxy {
    private static final Logger LOG = LoggerFactory.getLogger(ModClusterProxy.class);
    /** How often a request that waits for a node looks for one. */
    private static final long LOOK_AGAIN_MILLIS = 100;
    /** How long after a change of the table connections to nodes that are gone are looked for. */
    private static final long RETAIN_AFTER_MILLIS = 1000;

    private final Vertx vertx;
    private final EventBusAddresses addresses;
    private final ProxySettings settings;
    private final LocalBus bus;
    private final NodeCounters counters;
    private final ConfiguredBalancing balancing;
    private final SessionAffinity affinity;
    private final NodeSelector selector;
    private final NodeTransports transports;
    private final RequestGuard guard;
    private final ForwardHeaders forwardHeaders;
    private final Tunnels tunnels;
    private final Edge edge;
    private final Retries retries;
    private final NodeHealth health;
    private final ErrorResponder responder;
    private final Overload overload;
    private final List<MessageConsumer<?>> consumers = new ArrayList<>();
    private final Attempt.Outcome outcome = new Ends();
    private RoutingTable table = RoutingTable.EMPTY;
    private @Nullable Thread eventLoop;
    private long windowTimer = -1;
    private boolean retaining;
    private boolean leaving;

    /** A proxy that knows no node before {@link #start}. */
    public ModClusterProxy(Vertx vertx, ProxySettings settings, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.settings = settings;
        this.bus = new LocalBus(vertx, 5_000);
        this.counters = NodeCounters.of(vertx, addresses.prefix());
        this.balancing = new ConfiguredBalancing(settings.options(), counters);
        this.affinity = new SessionAffinity(balancing, AffinityCounters.of(vertx, addresses.prefix()));
        this.selector = balancing.selector(settings.routing());
        this.transports = new NodeTransports(
                vertx, TransportLimits.of(settings.traffic(), settings.instances()), settings.options(), counters);
        this.guard = new RequestGuard(settings.traffic().getEncodedSlashes());
        this.forwardHeaders = new ForwardHeaders(
                settings.options().getName(), settings.options().getRequest().getIdHeader());
        this.tunnels = new Tunnels(settings, forwardHeaders);
        this.edge = new Edge(vertx, settings.options(), addresses.prefix());
        this.overload = new Overload(vertx, settings.options().getOverload(), new MemoryGauge()::percent, System::gc);
        this.health = new NodeHealth(
                bus, addresses, counters, settings.options().getHealth().isCountTimeouts());
        this.retries = new Retries(settings.options().getRetry());
        this.responder = edge.responder();
    }

    /**
     * Takes the routing table of the moment, and who can be reached, and follows both from now on. To be called on the event
     * loop that will serve the requests. Without a registry it starts with an empty table, without health with all nodes up.
     */
    public Future<Void> start() {
        eventLoop = Thread.currentThread();
        consumers.add(bus.listen(addresses.routingTable(), this::tableChanged));
        consumers.add(health.follow());
        consumers.add(bus.listen(addresses.leaving(), (Leaving soon) -> leaving = true));
        PastExplanations past = new PastExplanations(vertx, addresses, settings.options());
        consumers.add(ExplainAnswers.open(bus, addresses, guard, head -> health.explain(selector, table, head), past));
        overload.start();
        edge.start();
        windowTimer = vertx.setPeriodic(
                settings.routing().getRecalculationPeriod().toMillis(), window -> balancing.nextWindow());
        return bus.<RoutingTable>request(addresses.routingTableRead(), RegistryRead.ALL)
                .onSuccess(this::tableChanged)
                .onFailure(cause -> LOG.warn("no routing table yet, starting with an empty one: {}", cause.toString()))
                .otherwiseEmpty()
                .compose(table -> health.read())
                .otherwiseEmpty()
                .mapEmpty();
    }

    /** Follows the table no more and drains the connections to nodes. */
    public Future<Void> stop() {
        vertx.cancelTimer(windowTimer);
        overload.stop();
        consumers.forEach(MessageConsumer::unregister);
        tunnels.close();
        return transports.shutdown(settings.traffic().getDrainTimeout()).eventually(edge::stop);
    }

    /** Ends all upgraded connections: unlike requests they would not end by themselves. No more are opened. */
    void closeTunnels() {
        tunnels.close();
    }

    private void tableChanged(RoutingTable next) {
        table = next;
        if (!retaining) {
            retaining = true;
            vertx.setTimer(RETAIN_AFTER_MILLIS, later -> {
                retaining = false;
                transports.retain(table);
                tunnels.retain(table);
            });
        }
    }

    @Override
    public void handle(HttpServerRequest clientRequest) {
        if (Thread.currentThread() != eventLoop) {
            throw new IllegalStateException(
                    "request on " + Thread.currentThread().getName()
                            + " (expected: the event loop that start() was called on, " + eventLoop + ")");
        }
        Verdict verdict = StrictHttpEdge.judge(clientRequest, guard);
        if (verdict instanceof Verdict.Refused refused) {
            edge.refuse(clientRequest, refused);
        } else if (verdict instanceof Verdict.Accepted accepted) {
            begin(clientRequest, accepted);
        }
    }

    private void begin(HttpServerRequest clientRequest, Verdict.Accepted accepted) {
        UpgradeGuard.Asked asked = tunnels.askedBy(clientRequest);
        if (asked instanceof UpgradeGuard.Bad bad) {
            Tunnels.refuse(clientRequest, bad);
            edge.refused(clientRequest, Verdict.Refused.closing(bad.status(), bad.reason()));
            return;
        }
        Exchange exchange = new Exchange(
                vertx,
                clientRequest,
                accepted,
                edge.originOf(clientRequest, accepted),
                this::isLeaving,
                settings.options().getRetry().getMaxBody());
        edge.begin(exchange);
        exchange.watchClient();
        exchange.wants(asked instanceof UpgradeGuard.Wanted wanted ? wanted.upgrade() : null);
        if (overload.refusesRequests()) {
            responder.respond(exchange, new NodeException(FailureKind.OVERLOADED, ""));
        } else if (exchange.upgrade() != null && tunnels.isFull()) {
            responder.respond(exchange, new NodeException(FailureKind.TOO_MANY_TUNNELS, ""));
        } else if (edge.admits(exchange)) {
            select(exchange);
        }
    }

    /** Whether new connections of clients are to be closed, as there is no memory for them. */
    boolean refusesConnections() {
        return overload.refusesConnections();
    }

    /** What is done with requests before and after they are routed. */
    Edge edge() {
        return edge;
    }

    private boolean isLeaving() {
        return leaving;
    }

    private void select(Exchange exchange) {
        if (exchange.isOver()) {
            return;
        }
        long now = System.currentTimeMillis();
        Selection selection = health.select(selector, table, exchange, now);
        if (selection instanceof Chosen chosen) {
            forward(exchange, chosen, now);
        } else if (selection instanceof Rejected rejected) {
            waitOrReject(exchange, rejected, now);
        }
    }

    private void forward(Exchange exchange, Chosen chosen, long now) {
        if (exchange.lastFailure() == null) {
            retries.begun(chosen.balancer(), now);
        }
        Upgrade upgrade = exchange.upgrade();
        NodeTransport transport =
                upgrade == null ? transports.to(chosen.node()) : transports.to(chosen.node(), upgrade);
        if (transport == null) {
            Scheme type = chosen.node().address().scheme();
            outcome.failed(exchange, chosen, new NodeException(FailureKind.NO_UPGRADE, type.wireName()));
            return;
        }
        NodeCounters.NodeCounter counter = counters.of(chosen.node().route());
        SessionAffinity.goes(chosen, counter);
        Attempt attempt = new Attempt(vertx, exchange, chosen, counter, forwardHeaders, tunnels, outcome);
        exchange.notes().whenAnswered(toClient -> affinity.answered(chosen, exchange.client(), toClient));
        exchange.begin(attempt, chosen);
        attempt.start(transport);
    }

    /** MCMP WaitWorker: as long as nodes may come up, the request waits. */
    private void waitOrReject(Exchange exchange, Rejected rejected, long now) {
        FailureKind reason = FailureKind.of(rejected.reason());
        BalancerConfig balancer = rejected.balancer();
        boolean mayCome = reason == FailureKind.NO_NODE_UP || reason == FailureKind.SESSION_NODE_LOST;
        if (mayCome
                && balancer != null
                && exchange.waitForNode(balancer.waitWorker(), LOOK_AGAIN_MILLIS, now, () -> select(exchange))) {
            return;
        }
        NodeException last = exchange.lastFailure();
        responder.respond(exchange, last == null ? new NodeException(reason, "") : last);
    }

    private final class Ends implements Attempt.Outcome {
        @Override
        public void finished(Exchange exchange) {
            health.served(exchange);
            exchange.end();
        }

        @Override
        public void failed(Exchange exchange, Chosen chosen, NodeException failure) {
            FailureKind kind = failure.kind();
            health.failed(exchange, chosen.node().route(), failure);
            exchange.failedAt(chosen.node().route(), failure);
            if (kind == FailureKind.BROKEN_AFTER_RESPONSE) {
                exchange.cut();
            } else if (retries.mayRetry(exchange, chosen.balancer(), kind, System.currentTimeMillis())) {
                // not at once: when a node dies, all its connections do, and the next one is not known to be dead yet
                vertx.runOnContext(later -> select(exchange));
            } else {
                responder.respond(exchange, failure);
            }
        }
    }
}
