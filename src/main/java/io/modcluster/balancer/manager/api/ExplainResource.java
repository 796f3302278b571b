package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code /api/v1/explain}: where a request would go, by what each member knows. {@code agree} is whether all that answered have
 * the same context, the same outcome, and the same nodes with the same reasons; which of equals is taken differs by nature.
 */
final class ExplainResource {
    private final BalancerBus bus;

    ExplainResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get("/api/v1/explain").handler(this::explain);
    }

    private void explain(RoutingContext request) {
        Query query = Query.of(request, "host", "path", "cookie", "method", "client");
        if (query.text("host").isEmpty() || !query.text("path").startsWith("/")) {
            throw Problem.wrongValue("host and path (expected: both, a path that begins with /)");
        }
        JsonObject question = new JsonObject()
                .put("method", query.has("method") ? query.text("method") : "GET")
                .put("host", query.text("host"))
                .put("target", query.text("path"))
                .put("cookie", query.text("cookie"))
                .put("client", query.text("client"));
        Answers.json(request, bus.ask(MemberQuestion.Topic.EXPLAIN, question).map(ExplainResource::sideBySide));
    }

    private static JsonObject sideBySide(MemberQuestion.Round round) {
        JsonArray members = new JsonArray();
        for (MemberQuestion.Answer answer : round.answers()) {
            JsonObject said = answer.answer();
            JsonObject member = new JsonObject()
                    .put("member", answer.member())
                    .put("here", answer.here())
                    .put("answered", said != null);
            if (said != null) {
                member.put("explanation", said);
            }
            members.add(member);
        }
        ExplainDifferences differences = ExplainDifferences.of(round.answers());
        return new JsonObject()
                .put("agree", differences.isNone())
                .put("differences", differences.json())
                .put("members", members);
    }
}
