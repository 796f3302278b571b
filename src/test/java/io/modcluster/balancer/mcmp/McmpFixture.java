package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.cluster.RegistryVerticle;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.TestVertx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** The real listener and the real registry, with a clock that can be moved and a health whose nodes live as told. */
final class McmpFixture implements AutoCloseable {
    static final EventBusAddresses ADDRESSES = new EventBusAddresses("test");
    /** A port that, as far as the listener is told, the traffic of this balancer comes in on. */
    static final int TRAFFIC_PORT = 18080;

    private final Vertx vertx = TestVertx.vertx();
    private final AtomicLong micros = new AtomicLong(System.currentTimeMillis() * 1000);
    private final Set<Integer> deadPorts = ConcurrentHashMap.newKeySet();
    private final List<NodeAddress> checked = new CopyOnWriteArrayList<>();
    private final McmpVerticle listener;
    private volatile boolean healthHangs;

    McmpFixture() {
        this(options -> {});
    }

    McmpFixture(Consumer<BalancerOptions> change) {
        this(change, McmpHandler.MESSAGE_TIME);
    }

    /** A listener that gives a message {@code messageTime}. */
    McmpFixture(Consumer<BalancerOptions> change, Duration messageTime) {
        BalancerOptions options = new BalancerOptions();
        options.getMcmp().setPort(0);
        change.accept(options);
        listener = new McmpVerticle(options.getMcmp(), ADDRESSES, () -> Set.of(TRAFFIC_PORT), messageTime);
        new LocalBus(vertx, 1_000).answer(ADDRESSES.healthCheck(), this::check);
        await(vertx.deployVerticle(new RegistryVerticle(options, ADDRESSES, micros::incrementAndGet)));
        await(vertx.deployVerticle(listener));
    }

    private Future<CheckResult> check(CheckNode question) {
        checked.add(question.address());
        if (healthHangs) {
            return Promise.<CheckResult>promise().future();
        }
        return Future.succeededFuture(
                new CheckResult(!deadPorts.contains(question.address().port()), "as told"));
    }

    McmpClient client() {
        return new McmpClient(port());
    }

    int port() {
        return listener.actualPort();
    }

    Vertx vertx() {
        return vertx;
    }

    void healthHangs() {
        healthHangs = true;
    }

    /** Nothing answers at this port from now on. */
    void dies(int port) {
        deadPorts.add(port);
    }

    void passes(Duration time) {
        micros.addAndGet(time.toNanos() / 1000);
    }

    /** What health was asked to check. */
    List<NodeAddress> checked() {
        return checked;
    }

    NodeCounters.NodeCounter counter(String route) {
        return NodeCounters.of(vertx, ADDRESSES.prefix()).of(new JvmRoute(route));
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("not done in 20 s", late);
        }
    }

    /** {@code prefix1,prefix2,…} up to {@code count}. */
    static String list(String prefix, int count) {
        return String.join(
                ",", IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList());
    }
}
