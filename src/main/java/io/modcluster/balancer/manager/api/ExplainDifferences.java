package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.event.MemberQuestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What members say differently about the same request: outcome, context, affinity, and of each node its state and what speaks
 * against it; who does not know says nothing. Which of equals is taken, and what counts for it, differs by nature and is left out.
 */
final class ExplainDifferences {
    /** More do not help anybody. */
    private static final int MAX_SHOWN = 100;

    private static final String ABSENT = "not a candidate";

    /** What each member that answered says, by what it is about. */
    private final Map<String, Map<String, String>> said = new LinkedHashMap<>();

    private ExplainDifferences() {}

    /** Those between the members that answered. */
    static ExplainDifferences of(List<MemberQuestion.Answer> answers) {
        ExplainDifferences all = new ExplainDifferences();
        for (MemberQuestion.Answer answer : answers) {
            JsonObject explanation = answer.answer();
            if (explanation != null && !ExplainResource.NOT_KNOWN.equals(explanation.getString("outcome"))) {
                all.said.put(answer.member(), grounds(explanation));
            }
        }
        return all;
    }

    /** Whether somebody answered, and all that did say the same. */
    boolean isNone() {
        return said.values().stream().distinct().count() == 1;
    }

    /** Each difference with what every member says. */
    JsonArray json() {
        Set<String> subjects = new TreeSet<>();
        said.values().forEach(grounds -> subjects.addAll(grounds.keySet()));
        JsonArray differences = new JsonArray();
        for (String about : subjects) {
            List<String> values = new ArrayList<>();
            said.values().forEach(grounds -> values.add(grounds.getOrDefault(about, ABSENT)));
            if (values.stream().distinct().count() > 1 && differences.size() < MAX_SHOWN) {
                differences.add(new JsonObject().put("about", about).put("answers", answers(values)));
            }
        }
        return differences;
    }

    private JsonArray answers(List<String> values) {
        JsonArray answers = new JsonArray();
        int i = 0;
        for (String member : said.keySet()) {
            answers.add(new JsonObject().put("member", member).put("says", values.get(i++)));
        }
        return answers;
    }

    private static Map<String, String> grounds(JsonObject explanation) {
        Map<String, String> grounds = new LinkedHashMap<>();
        for (String field : List.of("outcome", "context", "affinity")) {
            // a context may be there as null
            String text = explanation.getString(field);
            grounds.put(field, text == null ? "none" : text);
        }
        JsonArray steps = explanation.getJsonArray("steps", new JsonArray());
        for (int i = 0; i < steps.size(); i++) {
            JsonObject step = steps.getJsonObject(i);
            JsonArray candidates = step.getJsonArray("candidates", new JsonArray());
            for (int j = 0; j < candidates.size(); j++) {
                JsonObject candidate = candidates.getJsonObject(j);
                boolean could = candidate.getInteger("weight", 0) > 0;
                grounds.put(
                        "node " + candidate.getString("node"),
                        candidate.getString("status") + (could ? "" : ": " + candidate.getString("reason")));
            }
        }
        return grounds;
    }
}
