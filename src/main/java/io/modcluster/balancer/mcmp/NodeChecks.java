package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.event.CheckNode;
import io.modcluster.balancer.event.CheckResult;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks health whether somebody answers. Nodes talk to their balancers one after another and wait: whatever health does,
 * the answer is there within the bound, and "don't know" is "no". May be used from any thread.
 */
final class NodeChecks {
    /** PING is for operators; more at once is somebody scanning ports through us. */
    static final int MAX_PINGS = 10;
    /** Health bounds its checks by the same time; the guard comes a little later. */
    private static final long GUARD_MILLIS = 50;

    private final LocalBus bus;
    private final String healthCheck;
    private final Duration bound;
    private final AtomicInteger pings = new AtomicInteger();

    NodeChecks(Vertx vertx, EventBusAddresses addresses, Duration bound) {
        this.bus = new LocalBus(vertx, bound.toMillis() + GUARD_MILLIS);
        this.healthCheck = addresses.healthCheck();
        this.bound = bound;
    }

    /** Whether a node answers; decides its reachability while it is registered. Never fails. */
    Future<Boolean> isAlive(Node node) {
        Duration wanted = node.config().value().connection().ping();
        return ask(new CheckNode(node.address(), shorter(wanted), node.isRegistered() ? node.route() : null));
    }

    /** Whether an address answers. Never fails. */
    Future<Boolean> isAlive(NodeAddress address) {
        return ask(new CheckNode(address, bound, null));
    }

    /** Runs {@code check} for PING: bounded in time and number, false where it fails or is one too many. */
    Future<Boolean> ping(Supplier<Future<Boolean>> check) {
        if (pings.incrementAndGet() > MAX_PINGS) {
            pings.decrementAndGet();
            return Future.succeededFuture(false);
        }
        return check.get()
                .otherwise(false)
                .onComplete(done -> pings.decrementAndGet())
                .timeout(bound.toMillis() + GUARD_MILLIS, TimeUnit.MILLISECONDS)
                .otherwise(false);
    }

    private Future<Boolean> ask(CheckNode check) {
        return bus.<CheckResult>request(healthCheck, check)
                .map(CheckResult::alive)
                .otherwise(false);
    }

    private Duration shorter(@Nullable Duration wanted) {
        return wanted == null || wanted.isZero() || wanted.compareTo(bound) > 0 ? bound : wanted;
    }
}
