package io.modcluster.balancer;

import io.modcluster.balancer.advertise.AdvertiseVerticle;
import io.modcluster.balancer.cluster.RegistryVerticle;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.Leaving;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.NodeEventJson;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.SetIntent;
import io.modcluster.balancer.health.HealthVerticle;
import io.modcluster.balancer.manager.ManagerVerticle;
import io.modcluster.balancer.manager.TrafficPage;
import io.modcluster.balancer.manager.observe.Watch;
import io.modcluster.balancer.mcmp.McmpHandler;
import io.modcluster.balancer.mcmp.McmpVerticle;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.proxy.EventLoopProxies;
import io.modcluster.balancer.proxy.ProxySettings;
import io.modcluster.balancer.proxy.ProxyVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.httpproxy.HttpProxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One balancer in a Vert.x that the caller made and keeps. May be called from any thread; its futures complete on a
 * context of that Vert.x. Two balancers in one Vert.x need different prefixes.
 *
 * <pre>{@code
 * ModClusterBalancer balancer = ModClusterBalancer.create(vertx, new BalancerOptions());
 * balancer.start().onSuccess(started -> ...);
 * }</pre>
 *
 * <p>In a clustered Vert.x all balancers with the same prefix share what nodes say. Requests come in by the traffic port, or,
 * where {@code traffic.enabled} is off, by a server of the application: {@link #httpProxy} or {@link #requestHandler}.
 */
public final class ModClusterBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(ModClusterBalancer.class);
    private static final long READ_MILLIS = 5_000; // the registry answers from memory

    private final Vertx vertx;
    private final BalancerOptions options;
    private final EventBusAddresses addresses;
    private final Deque<String> deployments = new ArrayDeque<>(); // ids, the last one first, which goes first
    private final List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
    private final ProxySettings proxySettings;
    private final McmpVerticle mcmp;
    private final ManagerVerticle manager;
    private final EventLoopProxies embedded;
    private final LocalBus bus;
    private volatile boolean ready;

    private ModClusterBalancer(Vertx vertx, BalancerOptions options, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.options = options;
        this.addresses = addresses;
        this.proxySettings = ProxySettings.of(options);
        this.mcmp = new McmpVerticle(options.getMcmp(), addresses, this::ownPorts);
        this.manager = new ManagerVerticle(options, addresses, () -> ready);
        this.embedded = new EventLoopProxies(vertx, proxySettings, addresses);
        this.bus = new LocalBus(vertx, READ_MILLIS);
    }

    /** A balancer with the usual bus addresses; copies the options. Nothing happens before {@link #start}. */
    public static ModClusterBalancer create(Vertx vertx, BalancerOptions options) {
        return create(vertx, options, EventBusAddresses.DEFAULT_PREFIX);
    }

    /** A balancer whose bus addresses begin with {@code prefix}, which no other one in this Vert.x may have. */
    public static ModClusterBalancer create(Vertx vertx, BalancerOptions options, String prefix) {
        return new ModClusterBalancer(vertx, new BalancerOptions(options), new EventBusAddresses(prefix));
    }

    /**
     * Opens the ports, that for traffic last. To be called once. Fails with {@link OptionsProblems} if the options are wrong;
     * if one cannot be opened the others are closed again and the future fails with the cause.
     */
    public Future<Void> start() {
        try {
            options.validate();
        } catch (OptionsProblems wrong) {
            return Future.failedFuture(wrong);
        }
        return deploy(1, () -> new RegistryVerticle(options, addresses))
                .compose(done -> deploy(1, () -> new HealthVerticle(options, addresses)))
                .compose(done -> deploy(1, () -> new Watch(options, addresses)))
                .compose(done -> deploy(options.getManager().isEnabled() ? 1 : 0, () -> manager))
                .compose(done -> deploy(1, () -> mcmp))
                .compose(done -> deploy(options.getTraffic().isEnabled() ? proxySettings.instances() : 0, this::proxy))
                .compose(done -> deploy(options.getAdvertise().isEnabled() ? 1 : 0, this::advertise))
                .onSuccess(done -> started())
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    /**
     * Says "not ready", goes on for {@code traffic.stop-delay}, stops accepting requests, waits for those in flight for at
     * most {@code traffic.drain-timeout}, tells the other members what they do not know yet, and closes everything else.
     * May be called at any time; succeeds when nothing is left.
     */
    public Future<Void> stop() {
        if (ready) {
            ready = false;
            return drain();
        }
        return embedded.stop().transform(stopped -> undeployAll());
    }

    private Future<Void> undeployAll() {
        String last = deployments.poll();
        if (last == null) {
            return Future.succeededFuture();
        }
        return vertx.undeploy(last)
                .onFailure(cause -> LOG.warn("stop: a part did not close cleanly cause=\"{}\"", cause.toString()))
                .transform(done -> undeployAll());
    }

    private void started() {
        ready = true;
        LOG.info(
                "balancer started name={}{} traffic={}:{} mcmp={}:{} manager={}:{}",
                options.getName(),
                proxies.isEmpty() ? "" : proxies.get(0).furtherPorts(),
                options.getTraffic().getHost(),
                trafficPort(),
                options.getMcmp().getHost(),
                mcmpPort(),
                options.getManager().getHost(),
                managerPort());
    }

    /** The first stop of a balancer that was ready. */
    private Future<Void> drain() {
        long millis = options.getTraffic().getDrainTimeout().toMillis();
        long delay = options.getTraffic().getStopDelay().toMillis();
        LOG.info(
                "balancer draining name={}: takes requests for {} ms more, those in flight may end within {} ms",
                options.getName(),
                delay,
                millis);
        bus.publish(addresses.leaving(), Leaving.SOON);
        return pause(delay)
                .compose(over -> stop())
                .onSuccess(done -> LOG.info("balancer stopped name={}", options.getName()));
    }

    private Future<Void> pause(long millis) {
        return vertx.timer(Math.max(1, millis), TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** Whether the balancer takes traffic. */
    public boolean isReady() {
        return ready;
    }

    /** All nodes that are registered now, and the static ones, in order of their JVMRoutes. Only after start. */
    public Future<List<Node>> nodes() {
        return view().map(
                        now -> now.listed().stream().filter(Node::isRegistered).toList());
    }

    /** JVMRoutes of the nodes of {@code nodes}, which are this balancer's own. Only after start. */
    public Future<Set<JvmRoute>> staticNodes() {
        return view().map(RegistryView::staticNodes);
    }

    /**
     * Sets what an operator wants of a node, an LBGroup or a context, there or not; {@link Wish#NONE} takes it back. All
     * members hold it, and no node undoes it, until another intent about the same target takes its place.
     *
     * @return completes when this member obeys, before the others do; fails with {@link IllegalStateException} when there
     *     are {@link Intents#MAX} about other targets, and with another cause when the balancer is not started
     */
    public Future<Void> intend(Intent intent) {
        return bus.<SetIntent.Answer>request(addresses.intentSet(), new SetIntent(intent))
                .compose(SetIntent.Answer::asFuture);
    }

    /** What operators want now, in the order of the targets' texts. Only after start. */
    public Future<List<Intent>> intents() {
        return view().map(view -> view.intents().wanted());
    }

    private Future<RegistryView> view() {
        return bus.request(addresses.registryRead(), RegistryRead.ALL);
    }

    /**
     * Hears of every change of a node or a context that any member of the cluster makes known, each once, as JSON
     * ({@link NodeEventJson}). The handler runs on a context of its own or, when called from a verticle, on that of the
     * verticle. Also before start.
     *
     * @return what ends it
     */
    public Subscription onNodeEvent(Handler<JsonObject> handler) {
        List<MessageConsumer<JsonObject>> consumers = Stream.of(addresses.nodeEvents(), addresses.contextEvents())
                .map(address -> vertx.eventBus().<JsonObject>consumer(address, event -> handler.handle(event.body())))
                .toList();
        return () -> Future.join(
                        consumers.stream().map(MessageConsumer::unregister).toList())
                .mapEmpty();
    }

    /** What hears of events until it is cancelled. */
    @FunctionalInterface
    public interface Subscription {
        /** Hears nothing more once the future is complete. */
        Future<Void> cancel();
    }

    /**
     * Sends requests of somebody else's server to the nodes, as {@code ProxyHandler.create(balancer.httpProxy())} of
     * vertx-web-proxy wants it. To be called on event loops, after start; nobody may have read the body.
     */
    public HttpProxy httpProxy() {
        return embedded;
    }

    /** The same without a router. */
    public Handler<HttpServerRequest> requestHandler() {
        return embedded;
    }

    /** The port for requests; the one that the system chose if 0 was asked for, −1 where there is none. Only after start. */
    public int trafficPort() {
        return proxies.isEmpty() ? -1 : proxies.get(0).actualPort();
    }

    /** The port for requests over TLS, likewise. Only after start. */
    public int tlsPort() {
        return proxies.isEmpty() ? -1 : proxies.get(0).tlsPort();
    }

    /** The port for nodes; the one that the system chose if 0 was asked for. Only after start. */
    public int mcmpPort() {
        return mcmp.actualPort();
    }

    /** The port of the manager; the one that the system chose if 0 was asked for, −1 where there is none. Only after start. */
    public int managerPort() {
        return options.getManager().isEnabled() ? manager.actualPort() : -1;
    }

    /** The last to come and the first to go: who is told of this balancer finds all of it. */
    private AdvertiseVerticle advertise() {
        return new AdvertiseVerticle(options, addresses, mcmp::actualPort);
    }

    private ProxyVerticle proxy() {
        ProxyVerticle proxy = new ProxyVerticle(proxySettings, addresses);
        if (options.getMcmp().isOnTrafficPort()) {
            proxy.inFront(McmpHandler::handles, new McmpHandler(vertx, options.getMcmp(), addresses, this::ownPorts));
        }
        TrafficPage.of(vertx, options, addresses).ifPresent(page -> proxy.inFront(page::isMeant, page));
        proxies.add(proxy);
        return proxy;
    }

    /** Where no node may be, or requests would go round in circles. */
    private Set<Integer> ownPorts() {
        Set<Integer> ports = new HashSet<>();
        ports.add(mcmp.actualPort());
        ports.add(managerPort());
        proxies.forEach(proxy -> ports.addAll(proxy.ports()));
        return ports;
    }

    private Future<Void> deploy(int instances, Supplier<? extends Deployable> verticle) {
        if (instances == 0) {
            return Future.succeededFuture();
        }
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(deployments::push)
                .mapEmpty();
    }
}
