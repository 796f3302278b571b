package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.event.MemberQuestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What members say of nodes. Answers come from other processes, perhaps of another version: what is missing in one is left out.
 *
 * @param answers this member first
 */
public record MemberReports(List<MemberQuestion.Answer> answers) {
    MemberReports(MemberQuestion.Round round) {
        this(round.answers());
    }

    /** Copies the list. */
    public MemberReports {
        answers = List.copyOf(answers);
    }

    /** The sum of a counter over the members that answered. */
    public long sum(JvmRoute route, String counter) {
        return answers.stream()
                .map(answer -> of(answer, route))
                .filter(Objects::nonNull)
                .mapToLong(node -> node.getValue(counter) instanceof Number count ? count.longValue() : 0)
                .sum();
    }

    /** Whether a member said so of the node. */
    boolean any(JvmRoute route, String flag) {
        return answers.stream()
                .map(answer -> of(answer, route))
                .anyMatch(node -> node != null && Boolean.TRUE.equals(node.getValue(flag)));
    }

    /** For each member whether it reaches the node; one that does not answer is there without an answer. */
    JsonArray byMember(JvmRoute route) {
        JsonArray members = new JsonArray();
        for (MemberQuestion.Answer answer : answers) {
            JsonObject node = of(answer, route);
            JsonObject member = new JsonObject()
                    .put("member", answer.member())
                    .put("here", answer.here())
                    .put("answered", node != null);
            if (node != null) {
                copy(node, member);
            }
            members.add(member);
        }
        return members;
    }

    private static void copy(JsonObject from, JsonObject to) {
        for (String field :
                List.of("up", "reason", "since", "elected", "read", "transferred", "inFlight", "refusesAjp")) {
            if (from.containsKey(field)) {
                to.put(field, from.getValue(field));
            }
        }
    }

    private static @Nullable JsonObject of(MemberQuestion.Answer answer, JvmRoute route) {
        JsonObject said = answer.answer();
        return said != null
                        && said.getValue("nodes") instanceof JsonObject nodes
                        && nodes.getValue(route.value()) instanceof JsonObject node
                ? node
                : null;
    }
}
