package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;

/**
 * {@code /api/v1/explain}: where a request would go, by what each member knows. {@code agree} is whether all that answered have
 * the same context, the same outcome, and the same nodes with the same reasons; which of equals is taken differs by nature.
 * With {@code at} each member answers for that moment, as far as it remembers; 410 where none does.
 */
final class ExplainResource {
    static final String PATH = "/api/v1/explain";
    /** Outcome of a member that does not remember the moment that is asked for. */
    static final String NOT_KNOWN = "not_known";

    private final BalancerBus bus;

    ExplainResource(BalancerBus bus) {
        this.bus = bus;
    }

    void mount(Router router) {
        router.get(PATH).handler(request -> answer(request, ExplainQuestion.ofQuery(request)));
        router.post(PATH).handler(request -> answer(request, ExplainQuestion.ofBody(request)));
    }

    private void answer(RoutingContext request, JsonObject question) {
        Answers.json(request, bus.ask(MemberQuestion.Topic.EXPLAIN, question).map(round -> {
            if (round.answers().stream().allMatch(ExplainResource::isTooLongAgo)) {
                throw tooLongAgo(question, round);
            }
            return sideBySide(round);
        }));
    }

    /** A member that does not answer does not know either. */
    private static boolean isTooLongAgo(MemberQuestion.Answer answer) {
        JsonObject said = answer.answer();
        return (said == null && !answer.here()) || (said != null && NOT_KNOWN.equals(said.getString("outcome")));
    }

    private static Problem tooLongAgo(JsonObject question, MemberQuestion.Round round) {
        String from = round.answers().stream()
                .map(MemberQuestion.Answer::answer)
                .filter(Objects::nonNull)
                .map(said -> said.getString("knownFrom"))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse("nothing yet");
        return new Problem(
                410,
                "Gone",
                "at: " + Instant.ofEpochMilli(question.getLong("at", 0L)) + " (expected: from " + from + " to now)");
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
