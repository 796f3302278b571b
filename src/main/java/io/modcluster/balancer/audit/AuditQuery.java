package io.modcluster.balancer.audit;

import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;

/**
 * Which records are wanted. Empty text is any.
 *
 * @param subject JVMRoute or target
 * @param by      who logged in
 * @param kind    see {@link AuditRecord.Kind#text()}
 * @param action  as CONFIG
 * @param from    not before, milliseconds since 1970
 * @param to      before
 * @param refused only those that were refused
 * @param limit   most records, 1..{@value #MAX_LIMIT}
 */
public record AuditQuery(
        String subject, String by, String kind, String action, long from, long to, boolean refused, int limit)
        implements Predicate<AuditRecord> {
    /** Most records of one answer. */
    public static final int MAX_LIMIT = 1_000;

    /** Bounds the limit, which another member may have sent. */
    public AuditQuery {
        limit = Math.max(1, Math.min(limit, MAX_LIMIT));
    }

    @Override
    public boolean test(AuditRecord record) {
        return record.millis() >= from
                && record.millis() < to
                && (subject.isEmpty() || subject.equals(record.subject()))
                && (by.isEmpty() || by.equals(record.by().name()))
                && (kind.isEmpty() || kind.equalsIgnoreCase(record.kind().text()))
                && (action.isEmpty() || action.equalsIgnoreCase(record.action()))
                && (!refused || !record.refused().isEmpty());
    }

    /** For another member. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("subject", subject)
                .put("by", by)
                .put("kind", kind)
                .put("action", action)
                .put("from", from)
                .put("to", to)
                .put("refused", refused)
                .put("limit", limit);
    }

    /** Of another member; what is not there, or of another type, is any. */
    public static AuditQuery of(JsonObject json) {
        return new AuditQuery(
                text(json, "subject"),
                text(json, "by"),
                text(json, "kind"),
                text(json, "action"),
                number(json, "from", 0),
                number(json, "to", Long.MAX_VALUE),
                Boolean.TRUE.equals(json.getValue("refused")),
                (int) Math.min(MAX_LIMIT, Math.max(1, number(json, "limit", MAX_LIMIT))));
    }

    private static String text(JsonObject json, String key) {
        return json.getValue(key) instanceof String text ? text : "";
    }

    private static long number(JsonObject json, String key, long otherwise) {
        return json.getValue(key) instanceof Number number ? number.longValue() : otherwise;
    }
}
