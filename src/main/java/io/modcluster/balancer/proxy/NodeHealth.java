package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Explanation;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.RetryPolicy;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.domain.routing.Selection.Rejected;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.NodeFailure;
import io.modcluster.balancer.event.NodeTrial;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.transport.NodeException;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Set;

/**
 * Who can be reached, as one event loop knows it: what health says, and before it says so what this loop saw itself. Where
 * nobody is up, nodes that are out on doubt are better than nobody; and a node that was out for its errors is tried with one
 * request that may be sent elsewhere if it fails.
 */
final class NodeHealth {
    private final LocalBus bus;
    private final EventBusAddresses addresses;
    private final NodeCounters counters;
    private final boolean countTimeouts;
    private Reachability seen = Reachability.ALL_UP;
    /** With nodes on trial up, and with nodes in doubt up; the same object as {@link #seen} where there are none. */
    private Reachability trying = seen;

    private Reachability lastResort = seen;

    /** @param countTimeouts whether a response that does not come in time is an error of its node */
    NodeHealth(LocalBus bus, EventBusAddresses addresses, NodeCounters counters, boolean countTimeouts) {
        this.bus = bus;
        this.addresses = addresses;
        this.counters = counters;
        this.countTimeouts = countTimeouts;
    }

    /** Follows what health says from now on. */
    MessageConsumer<?> follow() {
        return bus.listen(addresses.reachability(), this::update);
    }

    /** Asks what health says now; fails where there is none. */
    Future<Reachability> read() {
        return bus.<Reachability>request(addresses.reachabilityRead(), RegistryRead.ALL)
                .onSuccess(this::update);
    }

    private void update(Reachability next) {
        seen = next;
        trying = next.withUp(next.onTrial());
        lastResort = next.withUp(next.doubtful());
    }

    /** How this head would be selected for now, without a trial. */
    Explanation explain(NodeSelector selector, RoutingTable table, RequestHead head) {
        return explain(selector, table, seen, lastResort, head, System.currentTimeMillis());
    }

    /** The same on any view; {@code lastResort} is the view where nobody of {@code seen} is up, or the same object. */
    @SuppressWarnings("ReferenceEquality") // views are replaced, not changed: the same one is the same object
    static Explanation explain(
            NodeSelector selector,
            RoutingTable table,
            Reachability seen,
            Reachability lastResort,
            RequestHead head,
            long nowMillis) {
        Explanation explanation = selector.explain(table, seen, head, Set.of(), nowMillis);
        return explanation.selection() instanceof Rejected && lastResort != seen
                ? selector.explain(table, lastResort, seen, head, Set.of(), nowMillis)
                : explanation;
    }

    /** Selects for this exchange. */
    @SuppressWarnings("ReferenceEquality") // as above
    Selection select(NodeSelector selector, RoutingTable table, Exchange exchange, long nowMillis) {
        boolean mayTry = trying != seen
                && exchange.isReplayable()
                && RetryPolicy.isIdempotent(exchange.clientRequest().method().name());
        Set<JvmRoute> tried = exchange.tried();
        Selection selection = selector.select(table, mayTry ? trying : seen, seen, exchange.head(), tried, nowMillis);
        if (selection instanceof Rejected && lastResort != seen) {
            return selector.select(table, lastResort, seen, exchange.head(), tried, nowMillis);
        }
        if (mayTry && selection instanceof Chosen chosen) {
            JvmRoute route = chosen.node().route();
            if (seen.onTrial().contains(route)) {
                exchange.notes().setTrial(route);
                update(seen.withoutTrial(route));
            }
        }
        return selection;
    }

    /** An exchange was served. */
    void served(Exchange exchange) {
        JvmRoute route = exchange.notes().takeTrial();
        if (route != null) {
            bus.publish(addresses.nodeTrials(), new NodeTrial(route, true, "served a request"));
        }
    }

    /** A node failed. */
    void failed(Exchange exchange, JvmRoute route, NodeException failure) {
        FailureKind kind = failure.kind();
        JvmRoute trial = exchange.notes().takeTrial();
        if (kind.blamesNode()) {
            // at once for this event loop; health tells the others, and takes it back when the node answers
            update(seen.withFault(route, failure.detail(), System.currentTimeMillis()));
            bus.publish(addresses.nodeFailures(), new NodeFailure(route, kind, failure.detail()));
        }
        if (isError(kind)) {
            counters.of(route).addError();
            if (route.equals(trial)) {
                bus.publish(addresses.nodeTrials(), new NodeTrial(route, false, failure.detail()));
            }
        }
    }

    private boolean isError(FailureKind kind) {
        return switch (kind) {
            case CONNECT_FAILED, BROKEN_BEFORE_RESPONSE, BAD_RESPONSE, BROKEN_AFTER_RESPONSE -> true;
            case RESPONSE_TIMEOUT -> countTimeouts;
            default -> false;
        };
    }
}
