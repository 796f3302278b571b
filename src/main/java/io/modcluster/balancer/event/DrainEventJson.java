package io.modcluster.balancer.event;

import io.vertx.core.json.JsonObject;

/**
 * The end of a drain as others hear it, at {@link EventBusAddresses#intentEvents}. Fields: {@code v} (1), {@code type}
 * ({@value #TYPE}), {@code id} (the same for the same drain, so that duplicates can be dropped: a member may have told it and
 * died before it could note so), {@code ts} (milliseconds since 1970), {@code balancer} and {@code member} (who found it over),
 * {@code target}, {@code outcome} (of {@link Outcome}, in lower case), {@code sessions} (about how many were seen lately) and
 * {@code requests} (in flight, over all members). Fields may be added.
 */
public final class DrainEventJson {
    /** Type of these events. */
    public static final String TYPE = "drain_completed";

    private DrainEventJson() {}

    /** How a drain ends. */
    public enum Outcome {
        /** No session was seen for as long as was ordered, and no request is in flight. */
        DRAINED,
        /** Time was up. */
        TIMEOUT
    }

    /**
     * The JSON of an end.
     *
     * @param target   text of the target of the intent
     * @param ordered  when the drain was ordered, microseconds since 1970
     * @param nowMillis milliseconds since 1970
     * @param member   name in the cluster of the member that found it over
     */
    public static JsonObject of(
            String target, long ordered, long nowMillis, String member, Outcome outcome, long sessions, long requests) {
        return new JsonObject()
                .put("v", 1)
                .put("type", TYPE)
                .put("id", target + ":" + ordered + ":" + TYPE)
                .put("ts", nowMillis)
                .put("balancer", BalancerEventJson.nameOf(member))
                .put("member", member)
                .put("target", target)
                .put("outcome", outcome == Outcome.DRAINED ? "drained" : "timeout")
                .put("sessions", sessions)
                .put("requests", requests);
    }
}
