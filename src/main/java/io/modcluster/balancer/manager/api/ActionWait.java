package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Waits for the end of what an operator did, and keeps the connection awake meanwhile. */
final class ActionWait {
    /** How much later than the drain itself the answer about its end may be. */
    static final long MARGIN_MILLIS = 3_000;

    private static final long LOOK_MILLIS = 250;
    /** A connection on which nothing happens is closed after 30 s. */
    private static final int BLANK_EVERY = 40;

    private final BalancerBus bus;
    private final long deadline;

    ActionWait(BalancerBus bus, long deadline) {
        this.bus = bus;
        this.deadline = deadline;
    }

    /** {@code drained}, {@code done}, {@code timeout} or {@code cancelled}; fails when the client is gone. */
    Future<String> until(Actions.Action action, IntentTarget target, List<Node> nodes, HttpServerResponse response) {
        Promise<String> outcome = Promise.promise();
        long started = System.currentTimeMillis();
        int[] looks = {0};
        bus.vertx().setPeriodic(LOOK_MILLIS, timer -> {
            if (response.closed()) {
                outcome.tryFail("the client is gone");
            } else if (System.currentTimeMillis() > deadline) {
                outcome.tryComplete("timeout");
            } else if (!outcome.future().isComplete()) {
                if (++looks[0] % BLANK_EVERY == 0) {
                    response.write(" ");
                }
                look(action, target, nodes, started).onSuccess(seen -> {
                    if (!seen.isEmpty()) {
                        outcome.tryComplete(seen);
                    }
                });
            }
            if (outcome.future().isComplete()) {
                bus.vertx().cancelTimer(timer);
            }
        });
        return outcome.future();
    }

    /** What came of it, or empty while it is not over. */
    private Future<String> look(Actions.Action action, IntentTarget target, List<Node> nodes, long started) {
        if (action == Actions.Action.DRAIN) {
            return bus.drains().map(drains -> endOf(drains, target.text(), started));
        }
        String context = target instanceof IntentTarget.OfContext of ? of.path().value() : null;
        List<JvmRoute> routes = nodes.stream().map(Node::route).toList();
        return bus.requests(routes, context).map(requests -> requests == 0 ? "done" : "");
    }

    private static String endOf(JsonArray drains, String target, long started) {
        for (int i = 0; i < drains.size(); i++) {
            JsonObject drain = drains.getJsonObject(i);
            if (target.equals(drain.getString("target"))) {
                if (drain.getString("state").equals("draining")) {
                    return "";
                }
                if (drain.getLong("ended", 0L) >= started) {
                    return drain.getString("state");
                }
            }
        }
        // neither on nor ended: the event of its end may still be on its way, or somebody took the order back
        return System.currentTimeMillis() - started > MARGIN_MILLIS ? "cancelled" : "";
    }
}
