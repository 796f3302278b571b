package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.NodeEvent;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Events as others hear them on the bus. Fields: {@code v} (1), {@code type} (lower case, as {@link NodeEvent.Type}),
 * {@code id} (the same for the same change, so that duplicates can be dropped), {@code ts} (milliseconds since 1970),
 * {@code balancer} (who made the change known), {@code jvmRoute}, {@code subject}, {@code before}, {@code after}. Fields
 * may be added.
 */
public final class NodeEventJson {
    private NodeEventJson() {}

    /** The JSON of an event. */
    public static JsonObject of(NodeEvent event) {
        return new JsonObject()
                .put("v", 1)
                .put("type", event.type().name().toLowerCase(Locale.ROOT))
                .put("id", event.route() + ":" + event.stamp().micros() + ":" + event.subject() + ":" + event.type())
                .put("ts", event.stamp().micros() / 1000)
                .put("balancer", event.stamp().member())
                .put("jvmRoute", event.route().value())
                .put("subject", event.subject())
                .put("before", event.before())
                .put("after", event.after());
    }
}
