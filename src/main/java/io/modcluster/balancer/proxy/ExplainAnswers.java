package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.Explanation;
import io.modcluster.balancer.domain.routing.RequestFields;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.proxy.edge.codec.HeaderLines;
import io.modcluster.balancer.proxy.edge.codec.Protocol;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.edge.codec.Verdict;
import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers where a request would go that is told as {@code method}, {@code host}, {@code target}, {@code cookie}, {@code client}
 * and {@code headers}: judged, read and chosen for by the code that serves requests. Session ids stay out of the answer but
 * for their routes.
 */
final class ExplainAnswers {
    private static final int MAX_TEXT = 16 * 1024;

    private static final HeaderLines NO_HEADERS = new HeaderLines() {
        @Override
        public boolean has(String name) {
            return false;
        }

        @Override
        public List<String> all(String name) {
            return List.of();
        }
    };

    private final RequestGuard guard;
    private final Function<RequestHead, Explanation> explain;

    private final PastExplanations past;

    private ExplainAnswers(RequestGuard guard, Function<RequestHead, Explanation> explain, PastExplanations past) {
        this.guard = guard;
        this.explain = explain;
        this.past = past;
    }

    /**
     * Answers from now on, on the context of the caller.
     *
     * @param explain chooses as for a request on the same event loop
     * @param past    for questions with {@code at}, milliseconds since 1970
     */
    static MessageConsumer<JsonObject> open(
            LocalBus bus,
            EventBusAddresses addresses,
            RequestGuard guard,
            Function<RequestHead, Explanation> explain,
            PastExplanations past) {
        ExplainAnswers answers = new ExplainAnswers(guard, explain, past);
        return bus.answer(addresses.answers(MemberQuestion.Topic.EXPLAIN), answers::answer);
    }

    private Future<JsonObject> answer(JsonObject question) {
        String cookie = text(question, "cookie");
        List<String> cookies = cookie.isEmpty() ? List.of() : List.of(cookie);
        RequestFields fields = fields(text(question, "client"), question);
        Verdict verdict = guard.check(
                text(question, "method"),
                text(question, "target"),
                Protocol.HTTP_1_1,
                List.of(text(question, "host")),
                NO_HEADERS);
        if (verdict instanceof Verdict.Accepted accepted) {
            RequestHead head =
                    new RequestHead(accepted.host(), accepted.matchPath(), accepted.forwardTarget(), cookies, fields);
            Future<JsonObject> answer = question.getValue("at") instanceof Number at
                    ? past.at(at.longValue(), head)
                    : Future.succeededFuture(json(explain.apply(head)));
            return answer.map(said -> said.put("host", accepted.host()).put("path", accepted.matchPath()));
        }
        Verdict.Refused refused = (Verdict.Refused) verdict;
        return Future.succeededFuture(new JsonObject()
                .put("outcome", "refused")
                .put("status", refused.status())
                .put("reason", refused.reason())
                .put("steps", new JsonArray()));
    }

    private static String text(JsonObject question, String field) {
        return question.getValue(field) instanceof String text && text.length() <= MAX_TEXT ? text : "";
    }

    private static RequestFields fields(String client, JsonObject question) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (question.getValue("headers") instanceof JsonObject told) {
            told.fieldNames().forEach(name -> headers.put(name, text(told, name)));
        }
        return new RequestFields() {
            @Override
            public @Nullable String header(String name) {
                return headers.get(name);
            }

            @Override
            public String clientAddress() {
                return client;
            }
        };
    }

    static JsonObject json(Explanation explanation) {
        JsonArray steps = new JsonArray();
        explanation.steps().forEach(step -> steps.add(step(step)));
        JsonObject json = new JsonObject()
                .put("outcome", outcome(explanation.selection()))
                .put("context", explanation.context())
                .put("steps", steps);
        if (explanation.selection() instanceof Selection.Chosen chosen) {
            json.put("node", chosen.node().route().value())
                    .put("balancer", chosen.balancer().name())
                    .put("affinity", chosen.affinity().name().toLowerCase(Locale.ROOT))
                    .put("sessionIsCutOut", chosen.dropSession());
        }
        return json;
    }

    private static String outcome(Selection selection) {
        return selection instanceof Selection.Rejected rejected
                ? rejected.reason().name().toLowerCase(Locale.ROOT)
                : "chosen";
    }

    private static JsonObject step(Explanation.Step step) {
        JsonArray candidates = new JsonArray();
        for (Explanation.Candidate candidate : step.candidates()) {
            candidates.add(new JsonObject()
                    .put("node", candidate.node().value())
                    .put("status", candidate.status().name().toLowerCase(Locale.ROOT))
                    .put("load", candidate.load())
                    .put("weight", candidate.weight())
                    .put("chosen", candidate.chosen())
                    .put("reason", candidate.reason()));
        }
        return new JsonObject()
                .put("balancer", step.balancer())
                .put("sessionRoute", step.sessionRoute())
                .put("lbGroup", step.lbGroup())
                .put("policy", step.policy())
                .put("outcome", outcome(step.selection()))
                .put("candidates", candidates);
    }
}
