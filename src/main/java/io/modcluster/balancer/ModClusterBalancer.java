package io.modcluster.balancer;

import io.modcluster.balancer.cluster.RegistryVerticle;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.event.SetIntent;
import io.modcluster.balancer.health.HealthVerticle;
import io.modcluster.balancer.manager.ManagerVerticle;
import io.modcluster.balancer.mcmp.McmpHandler;
import io.modcluster.balancer.mcmp.McmpVerticle;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.proxy.ProxySettings;
import io.modcluster.balancer.proxy.ProxyVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
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
 */
public final class ModClusterBalancer {
    private static final Logger LOG = LoggerFactory.getLogger(ModClusterBalancer.class);

    /** The registry answers at once; this is for when it does not. */
    private static final long INTENTS_TIMEOUT_MILLIS = 10_000;

    private final Vertx vertx;
    private final BalancerOptions options;
    private final EventBusAddresses addresses;
    /** Deployment ids, the last one first: whoever came last goes first. */
    private final Deque<String> deployments = new ArrayDeque<>();

    private final List<ProxyVerticle> proxies = new CopyOnWriteArrayList<>();
    private final ProxySettings proxySettings;
    private final McmpVerticle mcmp;
    private final ManagerVerticle manager;
    private volatile boolean ready;

    private ModClusterBalancer(Vertx vertx, BalancerOptions options, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.options = options;
        this.addresses = addresses;
        this.proxySettings = ProxySettings.of(options.getName(), options.getTraffic(), options.getRouting());
        this.mcmp = new McmpVerticle(options.getMcmp(), addresses, this::ownPorts);
        this.manager = new ManagerVerticle(options.getManager(), () -> ready);
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
     * Opens the ports, that for traffic last. To be called once. Fails with {@link OptionsProblems} if the options are wrong. If one cannot be opened the others are closed again and
     * the future fails with the cause.
     */
    public Future<Void> start() {
        try {
            options.validate();
        } catch (OptionsProblems wrong) {
            return Future.failedFuture(wrong);
        }
        return deploy(1, () -> new RegistryVerticle(options, addresses))
                .compose(done -> deploy(1, () -> new HealthVerticle(options, addresses)))
                .compose(done -> deploy(1, () -> manager))
                .compose(done -> deploy(1, () -> mcmp))
                .compose(done -> deploy(proxySettings.instances(), this::proxy))
                .onSuccess(done -> started())
                .recover(cause -> stop().transform(stopped -> Future.failedFuture(cause)));
    }

    /**
     * Says "not ready", stops accepting requests, waits for those in flight for at most {@code traffic.drain-timeout}, and
     * closes everything else. May be called at any time; succeeds when nothing is left.
     */
    public Future<Void> stop() {
        if (ready) {
            ready = false;
            return drain();
        }
        String last = deployments.poll();
        if (last == null) {
            return Future.succeededFuture();
        }
        return vertx.undeploy(last)
                .onFailure(cause -> LOG.warn("stop: a part did not close cleanly cause=\"{}\"", cause.toString()))
                .transform(done -> stop());
    }

    /**
     * Sets what an operator wants of a node, an LBGroup or a context, whether or not it is there; {@link Wish#NONE} takes it
     * back. Held by all members of the cluster, and not undone by what nodes say, until another intent about the same target
     * takes its place.
     *
     * @return completes when this member obeys, before the others do; fails with {@link IllegalStateException} when there
     *     are {@link Intents#MAX} intents about other targets, and when the balancer is not started
     */
    public Future<Void> intend(Intent intent) {
        return new LocalBus(vertx, INTENTS_TIMEOUT_MILLIS)
                .<SetIntent.Answer>request(addresses.intentSet(), new SetIntent(intent))
                .compose(answer -> answer == SetIntent.Answer.SET
                        ? Future.succeededFuture()
                        : Future.failedFuture(new IllegalStateException(
                                "intents: " + Intents.MAX + " (expected: fewer; take some back)")));
    }

    /** What operators want at this moment, in the order of the targets' texts; fails when the balancer is not started. */
    public Future<List<Intent>> intents() {
        return new LocalBus(vertx, INTENTS_TIMEOUT_MILLIS)
                .<RegistryView>request(addresses.registryRead(), RegistryRead.ALL)
                .map(view -> view.intents().wanted());
    }

    private void started() {
        ready = true;
        LOG.info(
                "balancer started name={} traffic={}:{} mcmp={}:{} manager={}:{}",
                options.getName(),
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
        LOG.info("balancer draining name={}: requests in flight may end within {} ms", options.getName(), millis);
        return stop().onSuccess(done -> LOG.info("balancer stopped name={}", options.getName()));
    }

    /** Whether the balancer takes traffic. */
    public boolean isReady() {
        return ready;
    }

    /** The port for requests; the one that the system chose if 0 was asked for. Only after start. */
    public int trafficPort() {
        return proxies.get(0).actualPort();
    }

    /** The port for nodes; the one that the system chose if 0 was asked for. Only after start. */
    public int mcmpPort() {
        return mcmp.actualPort();
    }

    /** The port for health checks; the one that the system chose if 0 was asked for. Only after start. */
    public int managerPort() {
        return manager.actualPort();
    }

    private ProxyVerticle proxy() {
        ProxyVerticle proxy = new ProxyVerticle(proxySettings, addresses);
        if (options.getMcmp().isOnTrafficPort()) {
            proxy.inFront(McmpHandler::handles, new McmpHandler(vertx, options.getMcmp(), addresses, this::ownPorts));
        }
        proxies.add(proxy);
        return proxy;
    }

    /** Where no node may be, or requests would go round in circles. */
    private Set<Integer> ownPorts() {
        Set<Integer> ports = new HashSet<>();
        ports.add(mcmp.actualPort());
        ports.add(manager.actualPort());
        proxies.forEach(proxy -> ports.add(proxy.actualPort()));
        return ports;
    }

    private Future<Void> deploy(int instances, Supplier<? extends Deployable> verticle) {
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(deployments::push)
                .mapEmpty();
    }
}
