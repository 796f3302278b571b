package io.modcluster.balancer.audit;

import io.modcluster.balancer.domain.NodeEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that was said to this balancer, or done at it. All texts are clipped; none of them is a secret, as no message of
 * nodes carries one and those who log in are told by name only.
 *
 * @param millis  when, milliseconds since 1970
 * @param kind    who acted
 * @param action  what: the method of MCMP, or the verb of an operator
 * @param by      whose act it was
 * @param subject JVMRoute, or the target of an intent; empty for none
 * @param message what was said, parsed
 * @param effect  what changed, in order; at most {@value #MAX_EFFECTS}
 * @param more    how many changes more there were
 * @param refused why not; empty when it was obeyed
 */
public record AuditRecord(
        long millis,
        Kind kind,
        String action,
        Actor by,
        String subject,
        String message,
        List<Change> effect,
        int more,
        String refused) {
    static final int MAX_EFFECTS = 20;
    private static final int MAX_TEXT = 1_000;

    /** Who acted. */
    public enum Kind {
        /** A node, or who poses as one. */
        MCMP,
        /** An operator. */
        ADMIN,
        /** The balancer, of its own accord. */
        BALANCER;

        /** As it is in answers and filters. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One change.
     *
     * @param type    of {@link NodeEvent.Type}, lower case
     * @param subject what changed
     * @param before  empty for "was not there"
     * @param after   empty for "is not there any more"
     */
    public record Change(String type, String subject, String before, String after) {
        /** Clips all. */
        public Change {
            subject = clipped(subject);
            before = clipped(before);
            after = clipped(after);
        }

        /** The change that an event tells. */
        public static Change of(NodeEvent event) {
            String type = event.type().name().toLowerCase(Locale.ROOT);
            return new Change(type, event.subject(), event.before(), event.after());
        }
    }

    /** Clips texts and lists. */
    public AuditRecord {
        by = by.clipped();
        subject = clipped(subject);
        message = clipped(message);
        refused = clipped(refused);
        more += Math.max(0, effect.size() - MAX_EFFECTS);
        effect = List.copyOf(effect.subList(0, Math.min(effect.size(), MAX_EFFECTS)));
    }

    /** Something that was obeyed. */
    public static AuditRecord done(
            long millis, Kind kind, String action, Actor by, String subject, String message, List<Change> effect) {
        return new AuditRecord(millis, kind, action, by, subject, message, effect, 0, "");
    }

    /** Something that was refused. */
    public static AuditRecord refused(
            long millis, Kind kind, String action, Actor by, String subject, String message, String why) {
        return new AuditRecord(millis, kind, action, by, subject, message, List.of(), 0, why);
    }

    /** Of all its texts, in characters. */
    int length() {
        int length = by.length() + action.length() + subject.length() + message.length() + refused.length();
        for (Change change : effect) {
            length += change.type().length()
                    + change.subject().length()
                    + change.before().length()
                    + change.after().length();
        }
        return length;
    }

    /** As others read it. */
    JsonObject toJson(String member, long number) {
        JsonArray changes = new JsonArray();
        effect.forEach(change -> changes.add(new JsonObject()
                .put("type", change.type())
                .put("subject", change.subject())
                .put("before", change.before())
                .put("after", change.after())));
        return new JsonObject()
                .put("v", 1)
                .put("id", member + ":" + number)
                .put("ts", millis)
                .put("member", member)
                .put("kind", kind.text())
                .put("action", action)
                .put("peer", by.peer())
                .put("by", by.name())
                .put("way", by.way())
                .put("certificate", by.certificate())
                .put("request", by.request())
                .put("subject", subject)
                .put("message", message)
                .put("effect", changes)
                .put("more", more)
                .put("refused", refused);
    }

    /** What {@link #toJson} wrote at another member, as far as it can be read; without kind and time it is none. */
    static Optional<AuditRecord> of(JsonObject json) {
        Optional<Kind> kind = Arrays.stream(Kind.values())
                .filter(one -> one.text().equals(json.getValue("kind")))
                .findFirst();
        if (kind.isEmpty() || !(json.getValue("ts") instanceof Number millis)) {
            return Optional.empty();
        }
        List<Change> effect = new ArrayList<>();
        if (json.getValue("effect") instanceof JsonArray changes) {
            for (int i = 0; i < Math.min(changes.size(), MAX_EFFECTS); i++) {
                if (changes.getValue(i) instanceof JsonObject one) {
                    effect.add(new Change(
                            clipped(text(one, "type")), text(one, "subject"), text(one, "before"), text(one, "after")));
                }
            }
        }
        return Optional.of(new AuditRecord(
                millis.longValue(),
                kind.get(),
                clipped(text(json, "action")),
                new Actor(
                        text(json, "peer"),
                        text(json, "by"),
                        clipped(text(json, "way")),
                        text(json, "certificate"),
                        text(json, "request")),
                text(json, "subject"),
                text(json, "message"),
                effect,
                json.getValue("more") instanceof Number more ? Math.max(0, more.intValue()) : 0,
                text(json, "refused")));
    }

    private static String text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text ? text : "";
    }

    static String clipped(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }
}
