package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.NodeEvent;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Events about nodes and their contexts as others hear them on the bus. All have:
 *
 * <ul>
 *   <li>{@code v}: 1
 *   <li>{@code type}: {@link NodeEvent.Type} in lower case
 *   <li>{@code id}: the same whoever tells the same change, so that duplicates can be dropped
 *   <li>{@code ts}: when it was said, milliseconds since 1970
 *   <li>{@code balancer}: name of the balancer it was said to
 *   <li>{@code member}: that balancer's name in the cluster, another one after each start; its name where there is no cluster
 *   <li>{@code jvmRoute}: the node
 *   <li>{@code before}, {@code after}: text, empty for "was not there" and "is not there any more"; the address of a node as
 *       {@code http://10.0.0.7:8080}, the status of a context, a load
 * </ul>
 *
 * <p>{@code node_removed} has {@code reason}, for people, too; {@code context_changed} has {@code alias} and {@code context}.
 * Fields may be added.
 */
public final class NodeEventJson {
    private NodeEventJson() {}

    /** The JSON of an event. */
    public static JsonObject of(NodeEvent event) {
        String member = event.stamp().member();
        JsonObject json = new JsonObject()
                .put("v", 1)
                .put("type", event.type().name().toLowerCase(Locale.ROOT))
                .put("id", id(event))
                .put("ts", event.stamp().micros() / 1000)
                .put("balancer", BalancerEventJson.nameOf(member))
                .put("member", member)
                .put("jvmRoute", event.route().value())
                .put("before", event.before())
                .put("after", event.after());
        return switch (event.type()) {
            case NODE_REGISTERED, NODE_UPDATED, LOAD_CHANGED -> json;
            case NODE_REMOVED -> json.put("reason", event.subject());
            case CONTEXT_CHANGED -> withContext(json, event.subject());
        };
    }

    private static String id(NodeEvent event) {
        String id = event.route() + ":" + event.stamp().micros() + ":"
                + event.stamp().member() + ":" + event.type();
        return event.type() == NodeEvent.Type.CONTEXT_CHANGED ? id + ":" + event.subject() : id;
    }

    /** No host name has a bar in it. */
    private static JsonObject withContext(JsonObject json, String subject) {
        int bar = subject.indexOf('|');
        return json.put("alias", subject.substring(0, bar)).put("context", subject.substring(bar + 1));
    }
}
