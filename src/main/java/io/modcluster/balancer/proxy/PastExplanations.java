package io.modcluster.balancer.proxy;

import io.modcluster.balancer.audit.PastMoment;
import io.modcluster.balancer.audit.ReachabilityHistory;
import io.modcluster.balancer.audit.TableHistory;
import io.modcluster.balancer.domain.routing.Explanation;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a request would have gone at a moment of the past: the table and the view of that moment, rebuilt on a worker, chosen
 * on by a selector that has counted nothing. Says what it cannot know. Belongs to one event loop.
 */
final class PastExplanations {
    /** Each takes a worker for as long as a table takes to be built; who asked waits half a second. */
    static final int MAX_PENDING = 8;

    private final Vertx vertx;
    private final BalancerOptions options;
    private final TableHistory history;
    private final ReachabilityHistory reachability;
    private int pending;

    PastExplanations(Vertx vertx, EventBusAddresses addresses, BalancerOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.history = TableHistory.of(vertx, addresses.prefix());
        this.reachability = ReachabilityHistory.of(vertx, addresses.prefix());
    }

    /** The explanation, or that the moment is not known any more. Fails while too many wait. On one event loop. */
    Future<JsonObject> at(long millis, RequestHead head) {
        if (pending >= MAX_PENDING) {
            return Future.failedFuture(new IllegalStateException(
                    "too many questions about the past at a time (expected: " + MAX_PENDING + " at most)"));
        }
        pending++;
        return vertx.executeBlocking(() -> {
                    Optional<PastMoment> moment = PastMoment.at(
                            millis, history, reachability, options.getTraffic().getVirtualHosts());
                    return moment.isEmpty() ? notKnown() : explained(millis, moment.get(), head);
                })
                .onComplete(done -> pending--);
    }

    private JsonObject notKnown() {
        return new JsonObject()
                .put("outcome", "not_known")
                .put(
                        "knownFrom",
                        history.knownFrom().map(PastExplanations::text).orElse(null))
                .put("steps", new JsonArray());
    }

    private JsonObject explained(long millis, PastMoment moment, RequestHead head) {
        Explanation explanation = NodeHealth.explain(
                new ConfiguredBalancing(options, new NodeCounters()).selector(options.getRouting()),
                moment.table(),
                moment.seen(),
                moment.seen().withUp(moment.seen().doubtful()),
                head,
                millis);
        JsonArray notKnown = new JsonArray();
        if (!isCertain(explanation)) {
            notKnown.add(
                    "which of the nodes that could be chosen was: what the policy had counted, and requests in flight");
        }
        if (!moment.knows()) {
            notKnown.add("which nodes this member reached: all are taken as up");
        }
        notKnown.add("loads: they may be a minute older");
        notKnown.add("slow start of nodes that had just come, and trials of nodes that had been in error");
        notKnown.add("options: they are those of now");
        return ExplainAnswers.json(explanation)
                .put("past", new JsonObject().put("at", text(millis)).put("notKnown", notKnown));
    }

    /** Whether nothing that was counted had a say. */
    private static boolean isCertain(Explanation explanation) {
        if (!(explanation.selection() instanceof Chosen chosen) || chosen.affinity() == Affinity.HIT) {
            return true;
        }
        return explanation.steps().stream()
                .filter(step -> step.selection() instanceof Selection.Chosen)
                .allMatch(step -> step.candidates().stream()
                                .filter(one -> one.weight() > 0)
                                .count()
                        <= 1);
    }

    private static String text(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
