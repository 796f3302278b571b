package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.ReachabilityHistory;
import io.modcluster.balancer.audit.TableHistory;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/history?at=}: the nodes and contexts that this member knew at a moment of the past. 410 when that is
 * longer ago than {@code audit.changes} reach.
 */
final class HistoryEndpoint {
    static final String PATH = "/api/v1/history";

    private final TableHistory history;
    private final ReachabilityHistory reachability;

    HistoryEndpoint(TableHistory history, ReachabilityHistory reachability) {
        this.history = history;
        this.reachability = reachability;
    }

    void handle(RoutingContext request) {
        long at;
        try {
            at = Answer.time(request, "at").orElse(System.currentTimeMillis());
        } catch (IllegalArgumentException wrong) {
            Answer.problem(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        Optional<Map<JvmRoute, Node>> nodes = history.at(at);
        if (nodes.isEmpty()) {
            Answer.problem(
                    request,
                    410,
                    "at: " + Instant.ofEpochMilli(at) + " (expected: since "
                            + history.knownFrom()
                                    .map(Instant::ofEpochMilli)
                                    .map(String::valueOf)
                                    .orElse("the start")
                            + ", audit.changes changes ago at most)");
            return;
        }
        request.vertx()
                .executeBlocking(() -> body(at, nodes.get().values()), false)
                .onSuccess(body -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(body))
                .onFailure(request::fail);
    }

    /** On a worker: a thousand nodes take longer than an event loop has. */
    private Buffer body(long at, Collection<Node> nodes) {
        JsonArray rows = new JsonArray();
        Optional<Reachability> seen = reachability.at(at);
        nodes.stream()
                .filter(Node::isRegistered)
                .forEach(node -> rows.add(reached(row(node), seen.orElse(null), node.route())));
        return new JsonObject()
                .put("at", Instant.ofEpochMilli(at).toString())
                .put(
                        "knownFrom",
                        history.knownFrom()
                                .map(Instant::ofEpochMilli)
                                .map(String::valueOf)
                                .orElse(""))
                .put("nodes", rows)
                .toBuffer();
    }

    /** Whether this member reached the node; nothing where that is not known. */
    private static JsonObject reached(JsonObject row, @Nullable Reachability seen, JvmRoute route) {
        if (seen == null) {
            return row;
        }
        Reachability.Fault fault = seen.faultOf(route);
        return row.put("up", fault == null).put("reason", fault == null ? "" : fault.reason());
    }

    private static JsonObject row(Node node) {
        JsonArray contexts = new JsonArray();
        for (Map.Entry<ContextKey, ContextState> row : node.rows()) {
            contexts.add(new JsonObject()
                    .put("alias", row.getKey().alias().value())
                    .put("context", row.getKey().path().value())
                    .put("status", row.getValue().status().name()));
        }
        return new JsonObject()
                .put("jvmRoute", node.route().value())
                .put("address", node.address().toString())
                .put("balancer", node.balancerName())
                .put("lbGroup", node.lbGroup())
                .put("load", node.load().value().value())
                .put("contexts", contexts);
    }
}
