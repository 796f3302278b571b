package io.modcluster.balancer.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What happened to a node between two versions of it, as events. A repeated fact is none. */
public final class NodeChanges {
    private NodeChanges() {}

    /**
     * The events, about the node first, then about its contexts in their order. Each has the stamp of the fact that it
     * tells, so that it is the same whoever finds it.
     *
     * @param before an older version, or null when the node was not known
     * @param after  a later one: the older one merged with something
     */
    public static List<NodeEvent> between(@Nullable Node before, Node after) {
        List<NodeEvent> events = new ArrayList<>();
        Node gone = before != null && before.isRegistered() && ended(before, after) ? before : null;
        Node kept = before != null && before.isRegistered() && gone == null ? before : null;
        if (gone != null) {
            events.add(new NodeEvent(
                    NodeEvent.Type.NODE_REMOVED,
                    after.route(),
                    after.removed(),
                    after.removal().value(),
                    gone.address().toString(),
                    ""));
        }
        if (!after.isRegistered()) {
            return events;
        }
        if (kept == null) {
            events.add(config(NodeEvent.Type.NODE_REGISTERED, "", after));
        } else {
            if (!kept.config().value().equals(after.config().value())) {
                events.add(config(NodeEvent.Type.NODE_UPDATED, kept.address().toString(), after));
            }
            if (!kept.load().value().equals(after.load().value())) {
                events.add(load(kept, after));
            }
        }
        contexts(kept == null ? Map.of() : kept.contexts(), after, events);
        return events;
    }

    /** Whether the node of before was taken out, even if another one came in its place. */
    private static boolean ended(Node before, Node after) {
        return after.removed().isAfter(before.config().stamp());
    }

    private static NodeEvent load(Node before, Node after) {
        return new NodeEvent(
                NodeEvent.Type.LOAD_CHANGED,
                after.route(),
                after.load().stamp(),
                "",
                Integer.toString(before.load().value().value()),
                Integer.toString(after.load().value().value()));
    }

    private static NodeEvent config(NodeEvent.Type type, String before, Node after) {
        return new NodeEvent(
                type,
                after.route(),
                after.config().stamp(),
                "",
                before,
                after.address().toString());
    }

    private static void contexts(Map<ContextKey, Register<ContextState>> before, Node after, List<NodeEvent> events) {
        Map<ContextKey, Register<ContextState>> all = new TreeMap<>(before);
        all.putAll(after.contexts());
        all.forEach((key, row) -> {
            String from = status(before.get(key));
            String to = status(after.contexts().get(key));
            if (!from.equals(to)) {
                events.add(new NodeEvent(
                        NodeEvent.Type.CONTEXT_CHANGED,
                        after.route(),
                        row.stamp(),
                        key.alias() + "|" + key.path(),
                        from,
                        to));
            }
        });
    }

    private static String status(@Nullable Register<ContextState> row) {
        return row == null || row.value().status() == ContextStatus.REMOVED
                ? ""
                : row.value().status().name();
    }
}
