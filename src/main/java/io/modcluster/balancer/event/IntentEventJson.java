package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Wish;
import io.vertx.core.json.JsonObject;

/**
 * Changes of operators' intents as others hear them on the bus. Fields: {@code v} (1), {@code type} ({@value #TYPE}),
 * {@code id} (the same for the same change, so that duplicates can be dropped), {@code ts} (milliseconds since 1970),
 * {@code balancer} and {@code member} (to which balancer it was stated, as in {@link NodeEventJson}), {@code target} ({@link IntentTarget#text}), {@code before} and
 * {@code after} (names of {@link Wish}), {@code note} (who and why). Fields may be added.
 */
public final class IntentEventJson {
    /** Type of these events. */
    public static final String TYPE = "intent_changed";

    private IntentEventJson() {}

    /** The JSON of a change. */
    public static JsonObject of(IntentChange change) {
        Intent intent = change.now().value();
        String target = intent.target().text();
        long micros = change.now().stamp().micros();
        return new JsonObject()
                .put("v", 1)
                .put("type", TYPE)
                .put("id", target + ":" + micros)
                .put("ts", micros / 1000)
                .put("balancer", BalancerEventJson.nameOf(change.now().stamp().member()))
                .put("member", change.now().stamp().member())
                .put("target", target)
                .put("before", change.before().name())
                .put("after", intent.wish().name())
                .put("note", intent.note());
    }
}
