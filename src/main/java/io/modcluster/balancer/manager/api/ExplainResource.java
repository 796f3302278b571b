package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.event.MemberQuestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /api/v1/explain}: where a request would go, by what each member knows. {@code agree} is whether all that answered have
 * the same context, the same outcome, and the same nodes with the same reasons; which of equals is taken differs by nature.
 */
final class ExplainResource {
    static final String PATH = "/api/v1/explain";

    private final BalancerBus bus;

    ExplainResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get(PATH).handler(request -> answer(request, ExplainQuestion.ofQuery(request)));
        router.post(PATH).handler(request -> answer(request, ExplainQuestion.ofBody(request)));
    }

    private void answer(RoutingContext request, JsonObject question) {
        Answers.json(request, bus.ask(MemberQuestion.Topic.EXPLAIN, question).map(ExplainResource::sideBySide));
    }

    private static JsonObject sideBySide(MemberQuestion.Round round) {
        JsonArray members = new JsonArray();
        List<JsonObject> grounds = new ArrayList<>();
        for (MemberQuestion.Answer answer : round.answers()) {
            JsonObject said = answer.answer();
            JsonObject member = new JsonObject()
                    .put("member", answer.member())
                    .put("here", answer.here())
                    .put("answered", said != null);
            if (said != null) {
                member.put("explanation", said);
                grounds.add(grounds(said));
            }
            members.add(member);
        }
        boolean agree = !grounds.isEmpty() && grounds.stream().distinct().count() == 1;
        return new JsonObject().put("agree", agree).put("members", members);
    }

    /** What has to be the same: without the choice among equals, and what counts for it. */
    private static JsonObject grounds(JsonObject said) {
        JsonArray nodes = new JsonArray();
        JsonArray steps = said.getJsonArray("steps", new JsonArray());
        for (int i = 0; i < steps.size(); i++) {
            JsonArray candidates = steps.getJsonObject(i).getJsonArray("candidates", new JsonArray());
            for (int j = 0; j < candidates.size(); j++) {
                JsonObject candidate = candidates.getJsonObject(j);
                boolean could = candidate.getInteger("weight", 0) > 0;
                nodes.add(new JsonObject()
                        .put("node", candidate.getString("node"))
                        .put("status", candidate.getString("status"))
                        .put("reason", could ? "" : candidate.getString("reason")));
            }
        }
        return new JsonObject()
                .put("outcome", said.getString("outcome"))
                .put("context", said.getString("context"))
                .put("affinity", said.getString("affinity"))
                .put("nodes", nodes);
    }
}
