package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.AuditRecord;
import io.modcluster.balancer.manager.access.Principal;
import io.modcluster.balancer.manager.access.Problem;
import io.modcluster.balancer.options.ExplainOptions;
import io.modcluster.balancer.options.ExplainToken;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /api/v1/explain-token}: a token for the field {@code X-Balancer-Explain} of a request, good for some minutes at
 * every member. Whoever may look may have one: it tells no more than explain does. That it was made is in the audit.
 */
final class ExplainTokenResource {
    private final BalancerBus bus;
    private final ExplainOptions options;

    ExplainTokenResource(BalancerBus bus, ExplainOptions options) {
        this.bus = bus;
        this.options = options;
    }

    void mount(Router router) {
        router.post("/api/v1/explain-token").handler(this::make);
    }

    private void make(RoutingContext request) {
        Query.of(request);
        JsonBody.of(request, Set.of());
        if (!options.isOn()) {
            throw new Problem(
                    409,
                    "Switched off",
                    "explain.secret is empty (expected: 16..128 characters, the same at all members)");
        }
        ExplainToken tokens = new ExplainToken(options);
        long now = System.currentTimeMillis();
        long until = tokens.until(now);
        bus.audit()
                .add(AuditRecord.done(
                        now,
                        AuditRecord.Kind.ADMIN,
                        "EXPLAIN-TOKEN",
                        Principal.actor(request),
                        "",
                        "until " + Instant.ofEpochMilli(until),
                        List.of()));
        request.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                Future.succeededFuture(new JsonObject()
                        .put("token", tokens.of(until))
                        .put("header", ExplainToken.HEADER)
                        .put("until", Instant.ofEpochMilli(until).toString())));
    }
}
