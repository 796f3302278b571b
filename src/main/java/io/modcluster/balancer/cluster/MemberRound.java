package io.modcluster.balancer.cluster;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** One question to all members, and this member's answer to such questions of others. On the event loop of the registry. */
final class MemberRound {
    private static final String ASK = "ask";
    private static final String QUESTION = "question";

    private MemberRound() {}

    /** This member alone. Never fails. */
    static Future<MemberQuestion.Round> alone(
            LocalBus bus, EventBusAddresses addresses, MemberQuestion what, String self) {
        return here(bus, addresses, what, self).map(answer -> new MemberQuestion.Round(List.of(answer)));
    }

    /**
     * This member and these others. Never fails.
     *
     * @param way how a question gets to another member, with its bound
     */
    static Future<MemberQuestion.Round> ask(
            LocalBus bus,
            EventBusAddresses addresses,
            MemberQuestion what,
            String self,
            List<Members.Heard> others,
            BiFunction<Members.Heard, JsonObject, Future<JsonObject>> way) {
        JsonObject question = new JsonObject().put(ASK, what.topic().text()).put(QUESTION, what.asked());
        List<Future<MemberQuestion.Answer>> answers = new ArrayList<>();
        answers.add(here(bus, addresses, what, self));
        for (Members.Heard member : others) {
            answers.add(way.apply(member, question)
                    .map(answer -> new MemberQuestion.Answer(member.member(), false, answer))
                    .otherwise(new MemberQuestion.Answer(member.member(), false, null)));
        }
        return Future.all(answers)
                .map(all -> new MemberQuestion.Round(
                        answers.stream().map(Future::result).toList()));
    }

    private static Future<MemberQuestion.Answer> here(
            LocalBus bus, EventBusAddresses addresses, MemberQuestion what, String self) {
        return bus.<JsonObject>request(addresses.answers(what.topic()), what.asked())
                .map(answer -> new MemberQuestion.Answer(self, true, answer))
                .otherwise(new MemberQuestion.Answer(self, true, null));
    }

    /** Whether another member asks for one of the topics. */
    static boolean isOne(JsonObject asked) {
        return asked.getValue(ASK) instanceof String text
                && MemberQuestion.Topic.of(text).isPresent()
                && asked.getValue(QUESTION) instanceof JsonObject;
    }

    /** Answers one that {@link #isOne}. */
    static void answer(LocalBus bus, EventBusAddresses addresses, JsonObject asked, Message<Object> message) {
        MemberQuestion.Topic topic =
                MemberQuestion.Topic.of(asked.getString(ASK)).orElseThrow();
        bus.<JsonObject>request(addresses.answers(topic), asked.getJsonObject(QUESTION))
                .onSuccess(message::reply)
                .onFailure(cause -> message.fail(500, "no answer"));
    }
}
