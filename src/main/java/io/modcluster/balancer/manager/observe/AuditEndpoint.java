package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.AuditQuery;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;

/**
 * {@code GET /api/v1/audit}: what was said and done at all members, a line of JSON each, the newest first. Parameters
 * {@code subject} (JVMRoute or target), {@code kind}, {@code action}, {@code refused=true}, {@code from} and {@code to}
 * (times), {@code limit} (1..1,000, default 100). The next page is what is before the {@code ts} of the last line.
 */
final class AuditEndpoint {
    static final String PATH = "/api/v1/audit";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_TEXT = 200;

    private final Source source;

    /** Where records come from. */
    @FunctionalInterface
    interface Source {
        /** The newest of each member that answers in time. */
        Future<List<JsonObject>> newest(AuditQuery query);
    }

    AuditEndpoint(Source source) {
        this.source = source;
    }

    void handle(RoutingContext request) {
        AuditQuery query;
        try {
            query = query(request);
        } catch (IllegalArgumentException wrong) {
            Answer.problem(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        source.newest(query)
                .onSuccess(records -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(lines(records, query.limit())))
                .onFailure(cause -> Answer.problem(request, 503, "the audit did not answer"));
    }

    private static String lines(List<JsonObject> records, int limit) {
        StringBuilder lines = new StringBuilder();
        records.stream()
                .sorted(Comparator.<JsonObject>comparingLong(record -> record.getLong("ts", 0L))
                        .reversed())
                .limit(limit)
                .forEach(record -> lines.append(record.encode()).append('\n'));
        return lines.toString();
    }

    private static AuditQuery query(RoutingContext request) {
        return new AuditQuery(
                text(request, "subject"),
                text(request, "kind"),
                text(request, "action"),
                Answer.time(request, "from").orElse(0),
                Answer.time(request, "to").orElse(Long.MAX_VALUE),
                "true".equals(request.request().getParam("refused")),
                limit(request));
    }

    private static String text(RoutingContext request, String name) {
        String value = request.request().getParam(name);
        if (value != null && value.length() > MAX_TEXT) {
            throw new IllegalArgumentException(name + " (expected: " + MAX_TEXT + " characters at most)");
        }
        return value == null ? "" : value;
    }

    private static int limit(RoutingContext request) {
        String text = request.request().getParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (text.length() > 4 || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("limit (expected: 1.." + AuditQuery.MAX_LIMIT + ")");
        }
        return Integer.parseInt(text);
    }
}
