package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.metrics.NodeCounters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/**
 * Answers the other members, and the manager of this one, what this balancer sees and counted of nodes. Asked for
 * {@code {"routes": […]}}, at most {@value #MAX_ROUTES}; the answer is {@code {"nodes": {route: {up, reason, since, elected,
 * read, transferred, inFlight, refusesAjp}}}}.
 */
final class NodeReports {
    private static final int MAX_ROUTES = 1_000;

    /** Of a node that no request went to. */
    private static final NodeCounters.NodeCounter NONE = new NodeCounters.NodeCounter();

    private final Supplier<Reachability> seen;
    private final NodeCounters counters;

    private NodeReports(Supplier<Reachability> seen, NodeCounters counters) {
        this.seen = seen;
        this.counters = counters;
    }

    /** Answers from now on, on the context of the caller. */
    static void open(Vertx vertx, EventBusAddresses addresses, LocalBus bus, Supplier<Reachability> seen) {
        NodeReports reports = new NodeReports(seen, NodeCounters.of(vertx, addresses.prefix()));
        bus.answer(addresses.answers(MemberQuestion.Topic.NODES), reports::report);
    }

    private Future<JsonObject> report(JsonObject question) {
        if (!(question.getValue("routes") instanceof JsonArray routes) || routes.size() > MAX_ROUTES) {
            return Future.failedFuture("routes (expected: at most " + MAX_ROUTES + ")");
        }
        Reachability now = seen.get();
        JsonObject nodes = new JsonObject();
        for (Object route : routes) {
            if (route instanceof String text && !text.isEmpty() && text.length() <= JvmRoute.MAX_LENGTH) {
                nodes.put(text, node(new JvmRoute(text), now));
            }
        }
        return Future.succeededFuture(new JsonObject().put("nodes", nodes));
    }

    private JsonObject node(JvmRoute route, Reachability now) {
        NodeCounters.NodeCounter known = counters.known(route);
        NodeCounters.NodeCounter counter = known == null ? NONE : known;
        Reachability.Fault fault = now.faultOf(route);
        JsonObject node = new JsonObject()
                .put("up", fault == null)
                .put("elected", counter.elected())
                .put("read", counter.read())
                .put("transferred", counter.transferred())
                .put("inFlight", counter.connected())
                .put("refusesAjp", counter.refusesAjp());
        return fault == null ? node : node.put("reason", fault.reason()).put("since", fault.sinceMillis());
    }
}
