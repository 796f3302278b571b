package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.metrics.WatchedSessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What this member alone counted of nodes that are drained: its answer to {@code MemberQuestion.Topic.SESSIONS}. */
final class DrainCounts {
    static final String BITS = "bits";
    static final String IN_FLIGHT = "inFlight";
    static final String QUIET = "quietMillis";

    private static final String ROUTES = "routes";
    private static final String CONTEXT = "context";
    private static final String WINDOW = "windowMillis";
    private static final int MAX_ROUTES = 10_000;

    private final NodeCounters counters;

    DrainCounts(NodeCounters counters) {
        this.counters = counters;
    }

    /** The slots in an answer. */
    static BitSet bits(JsonObject answer) {
        return BitSet.valueOf(Base64.getDecoder().decode(answer.getString(BITS, "")));
    }

    /** The question for all members. */
    static JsonObject question(Collection<JvmRoute> routes, @Nullable String context, long windowMillis) {
        JsonArray names = new JsonArray();
        routes.forEach(route -> names.add(route.value()));
        return new JsonObject().put(ROUTES, names).put(CONTEXT, context).put(WINDOW, windowMillis);
    }

    /** The answer; fails on what is no question. */
    Future<JsonObject> answer(JsonObject question) {
        if (!(question.getValue(ROUTES) instanceof JsonArray routes)
                || routes.size() > MAX_ROUTES
                || !(question.getValue(WINDOW) instanceof Number window)) {
            return Future.failedFuture("no question");
        }
        String context = question.getValue(CONTEXT) instanceof String path ? path : null;
        long now = System.currentTimeMillis();
        BitSet bits = new BitSet();
        long inFlight = 0;
        long last = 0;
        for (Object name : routes) {
            if (name instanceof String text && !text.isEmpty() && text.length() <= JvmRoute.MAX_LENGTH) {
                NodeCounters.NodeCounter counter = counters.known(new JvmRoute(text));
                WatchedSessions sessions = counter == null ? null : counter.sessions();
                if (counter != null) {
                    inFlight += context == null ? counter.connected() : counter.inFlight(context);
                }
                if (sessions == null) {
                    // this member has not heard of the drain yet, so it cannot tell that it is quiet
                    last = now;
                } else {
                    sessions.addTo(bits, context, now - window.longValue());
                    last = Math.max(last, sessions.lastMillis(context));
                }
            }
        }
        return Future.succeededFuture(new JsonObject()
                .put(BITS, Base64.getEncoder().encodeToString(bits.toByteArray()))
                .put(IN_FLIGHT, inFlight)
                .put(QUIET, last == 0 ? 0 : now - last));
    }
}
