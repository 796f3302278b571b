package io.modcluster.balancer.manager.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.event.MemberQuestion.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What members say of one request, side by side. */
final class ExplainDifferencesTest {
    private static final JsonObject UP = candidate("n1", "enabled", 50, "");
    private static final JsonObject ERROR = candidate("n1", "enabled", 0, "in error: refused");

    private static JsonObject candidate(String node, String status, int weight, String reason) {
        return new JsonObject()
                .put("node", node)
                .put("status", status)
                .put("weight", weight)
                .put("reason", reason);
    }

    private static JsonObject chosen(@Nullable String context, JsonObject... candidates) {
        return new JsonObject()
                .put("outcome", "chosen")
                .put("context", context)
                .put("affinity", "none")
                .put(
                        "steps",
                        new JsonArray().add(new JsonObject().put("candidates", new JsonArray(List.of(candidates)))));
    }

    private static ExplainDifferences between(@Nullable JsonObject... said) {
        List<Answer> answers = new java.util.ArrayList<>();
        for (int i = 0; i < said.length; i++) {
            answers.add(new Answer("b" + i, i == 0, said[i]));
        }
        return ExplainDifferences.of(answers);
    }

    private static List<String> shown(ExplainDifferences differences) {
        return differences.json().stream()
                .map(JsonObject.class::cast)
                .map(one -> one.getString("about") + " "
                        + one.getJsonArray("answers").stream()
                                .map(JsonObject.class::cast)
                                .map(answer -> answer.getString("member") + "=" + answer.getString("says"))
                                .toList())
                .toList();
    }

    @Test
    void which_of_equals_is_chosen_and_what_it_weighs_is_no_difference() {
        JsonObject heavier = candidate("n1", "enabled", 90, "chosen").put("chosen", true);

        assertThat(between(chosen("/a", UP), chosen("/a", heavier)).isNone()).isTrue();
        assertThat(shown(between(chosen("/a", UP), chosen("/a", heavier)))).isEmpty();
    }

    @Test
    void a_node_that_one_does_not_reach_is_shown_with_what_each_says() {
        ExplainDifferences found = between(chosen("/a", UP), chosen("/a", ERROR), chosen("/a", UP));

        assertThat(found.isNone()).isFalse();
        assertThat(shown(found)).containsExactly("node n1 [b0=enabled, b1=enabled: in error: refused, b2=enabled]");
    }

    @Test
    void a_node_and_a_context_that_one_does_not_know_are_shown() {
        assertThat(shown(between(chosen("/a", UP), chosen(null))))
                .containsExactly("context [b0=/a, b1=none]", "node n1 [b0=enabled, b1=not a candidate]");
    }

    @Test
    void who_does_not_answer_disagrees_with_nobody_and_nobody_agrees_with_nobody() {
        assertThat(between(chosen("/a", UP), null).isNone()).isTrue();
        assertThat(between(null, null).isNone()).isFalse();
    }
}
