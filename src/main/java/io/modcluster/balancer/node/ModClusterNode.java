package io.modcluster.balancer.node;

import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.OptionsProblems;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever serves HTTP or AJP, as a node of mod_cluster: registers with balancers over MCMP, tells its load, registers again
 * with a balancer that forgot it, and takes leave without losing a request. It speaks to any balancer that takes MCMP, and to
 * each as if there were no other: one that is dead or hangs never delays the rest.
 *
 * <p>Methods may be called from any thread; futures and handlers complete on the event loop on which {@link #create} was
 * called, or one of their own. A failure of a balancer is no failure of the node: it is in {@link #state} and in the log.
 */
public final class ModClusterNode {
    private static final Logger log = LoggerFactory.getLogger(ModClusterNode.class);

    private final Vertx vertx;
    private final Context context;
    private final InFlight inFlight;
    private final Registrant self;
    private final Balancers balancers;
    private volatile LoadProvider provider = LoadProvider.fixed(100);
    private long timer = -1;
    private Life life = Life.NEW;
    private boolean loadFailed;
    private @Nullable Future<Void> stopped;

    private enum Life {
        NEW,
        STARTED,
        STOPPED
    }

    private ModClusterNode(Vertx vertx, NodeOptions options, InFlight inFlight) {
        this.vertx = vertx;
        this.inFlight = inFlight;
        this.context = vertx.getOrCreateContext();
        this.self = new Registrant(options);
        this.balancers = new Balancers(vertx, self, inFlight);
    }

    /**
     * A node that nobody knows yet. {@code options} are copied.
     *
     * @throws OptionsProblems with everything that is wrong with them
     */
    public static ModClusterNode create(Vertx vertx, NodeOptions options) {
        return create(vertx, options, new InFlight());
    }

    /**
     * The same with requests that are counted already: a server needs its handler before it knows its port.
     *
     * @throws OptionsProblems with everything that is wrong with the options
     */
    public static ModClusterNode create(Vertx vertx, NodeOptions options, InFlight inFlight) {
        options.validate();
        return new ModClusterNode(vertx, new NodeOptions(options), inFlight);
    }

    /** Where the load comes from, from the next period on. Default: always 100. */
    public ModClusterNode load(LoadProvider provider) {
        this.provider = provider;
        return this;
    }

    /** Tells each change of what {@link #state} tells, the balancer that it happened with. Set before the start. */
    public ModClusterNode onChange(Handler<BalancerState> handler) {
        balancers.onChange(handler);
        return this;
    }

    /**
     * Counts requests, if the application lets it, so that a stop waits for them even where a balancer does not tell how many
     * it has in flight.
     */
    public InFlight inFlight() {
        return inFlight;
    }

    /** How the node stands with each balancer, in the order in which they became known. */
    public List<BalancerState> state() {
        return balancers.state();
    }

    /**
     * Registers with all balancers. Completes when the first one has taken the node, or when each of {@code balancers} was
     * tried once; it is tried again in each period. Fails only when the node was started or stopped before.
     */
    public Future<Void> start() {
        return onContext(() -> {
            if (life != Life.NEW) {
                return Future.failedFuture(new IllegalStateException("a node is started once"));
            }
            life = Life.STARTED;
            measure();
            timer = vertx.setPeriodic(self.options().getPeriod().toMillis(), id -> period());
            return balancers.start();
        });
    }

    /**
     * Takes leave: contexts take no new sessions (DISABLE-APP); after {@code drain-timeout}, or when nothing that is counted is in flight,
     * no requests (STOP-APP); when balancers have none in flight any more, or after {@code stop-timeout}, the node is removed
     * (REMOVE-APP). Stop serving when this completes. Never fails; a second call is as good as one.
     */
    public Future<Void> stop() {
        return onContext(() -> {
            Future<Void> left = stopped == null ? end(balancers::leave) : stopped;
            stopped = left;
            return left;
        });
    }

    /** Takes leave at once, for a node that cannot serve any more: it is removed whatever is in flight. Never fails. */
    public Future<Void> abandon() {
        return onContext(() -> end(balancers::abandon));
    }

    private Future<Void> end(Supplier<Future<Void>> farewell) {
        vertx.cancelTimer(timer);
        life = Life.STOPPED;
        return farewell.get();
    }

    /** Asks the load provider now and tells the load, instead of with the next period. */
    public Future<Void> report() {
        return onContext(() -> {
            measure();
            return life == Life.STARTED ? balancers.report() : Future.succeededFuture();
        });
    }

    /**
     * Takes requests for this context, which may be a new one. Completes when every balancer was told, or has failed to
     * answer: it is told when it does. Fails with {@link OptionsProblems} when this is no path of a context.
     */
    public Future<Void> enable(String path) {
        return onContext(() -> change(path, ContextStatus.ENABLED));
    }

    /** Takes only requests that have a session. Completes as {@link #enable} does. */
    public Future<Void> disable(String path) {
        return onContext(() -> change(path, ContextStatus.DISABLED));
    }

    /**
     * Takes no requests. Completes when those in flight have ended or {@code stop-timeout} is over, with each balancer that
     * answers.
     */
    public Future<Void> stop(String path) {
        return onContext(() -> {
            self.contexts().put(checked(path), ContextStatus.STOPPED);
            return life == Life.STARTED ? balancers.stopContext(new ContextPath(path)) : Future.succeededFuture();
        });
    }

    /** Stops the context and takes it out of the tables; the node stays, even without a context. */
    public Future<Void> remove(String path) {
        return stop(path)
                .compose(stopped -> onContext(() -> {
                    self.contexts().remove(new ContextPath(path));
                    return tell();
                }));
    }

    private Future<Void> change(String path, ContextStatus status) {
        self.contexts().put(checked(path), status);
        return tell();
    }

    private Future<Void> tell() {
        return life == Life.STARTED ? balancers.tell() : Future.succeededFuture();
    }

    private ContextPath checked(String path) {
        new NodeOptions(self.options()).setContexts(List.of(path)).validate();
        return new ContextPath(path);
    }

    private void period() {
        measure();
        balancers.period().onFailure(failure -> log.warn("node={} period: {}", self.route(), failure.toString()));
    }

    /** A failing provider is told once until it works again. */
    private void measure() {
        try {
            self.load(new LoadFactor(Math.max(-1, Math.min(100, provider.load()))));
            loadFailed = false;
        } catch (RuntimeException | LinkageError failure) {
            if (!loadFailed) {
                log.warn(
                        "node={} load stays at {}: {}",
                        self.route(),
                        self.load().value(),
                        failure.toString());
                loadFailed = true;
            }
        }
    }

    private Future<Void> onContext(Supplier<Future<Void>> step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(now ->
                Future.<Void>succeededFuture().compose(begin -> step.get()).onComplete(done));
        return done.future();
    }
}
