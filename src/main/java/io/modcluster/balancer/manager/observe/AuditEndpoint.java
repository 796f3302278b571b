package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.AuditQuery;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code GET /api/v1/audit}: what was said and done at all members, a line of JSON each, the newest first. Parameters
 * {@code subject} (JVMRoute or target), {@code by} (login), {@code kind}, {@code action}, {@code refused=true}, {@code from} and {@code to}
 * (times), {@code limit} (1..1,000, default 100). The next page is what is before the {@code ts} of the last line.
 */
final class AuditEndpoint {
    static final String PATH = "/api/v1/audit";
    /** What may be asked with. */
    static final Set<String> PARAMETERS = Set.of("subject", "by", "kind", "action", "from", "to", "refused", "limit");

    static final String RECORDS = "records";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_TEXT = 200;

    private static final long MEMBERS_MILLIS = 1_000;

    private final LocalBus bus;
    private final EventBusAddresses addresses;

    AuditEndpoint(Vertx vertx, EventBusAddresses addresses) {
        this.bus = new LocalBus(vertx, 2 * MEMBERS_MILLIS);
        this.addresses = addresses;
    }

    /** The newest of each member that answers in time. */
    private Future<List<JsonObject>> newest(AuditQuery query) {
        MemberQuestion question = new MemberQuestion(MemberQuestion.Topic.AUDIT, query.toJson(), MEMBERS_MILLIS);
        return bus.<MemberQuestion.Round>request(addresses.askMembers(), question)
                .map(round -> round.answers().stream()
                        .map(MemberQuestion.Answer::answer)
                        .filter(Objects::nonNull)
                        .flatMap(answer -> answer.getValue(RECORDS) instanceof JsonArray records
                                ? records.stream()
                                : Stream.empty())
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList());
    }

    void handle(RoutingContext request) {
        AuditQuery query;
        try {
            query = query(request);
        } catch (IllegalArgumentException wrong) {
            Answer.problem(request, 400, String.valueOf(wrong.getMessage()));
            return;
        }
        newest(query)
                .onSuccess(records -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-ndjson")
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(lines(records, query.limit())))
                .onFailure(cause -> Answer.problem(request, 503, "the audit did not answer"));
    }

    private static String lines(List<JsonObject> records, int limit) {
        StringBuilder lines = new StringBuilder();
        // each is told by the member that made it, and by those that it told
        Map<String, JsonObject> once = new LinkedHashMap<>();
        records.forEach(record -> once.putIfAbsent(record.getString("id", ""), record));
        once.values().stream()
                .sorted(Comparator.<JsonObject>comparingLong(record -> record.getLong("ts", 0L))
                        .reversed())
                .limit(limit)
                .forEach(record -> lines.append(record.encode()).append('\n'));
        return lines.toString();
    }

    private static AuditQuery query(RoutingContext request) {
        return new AuditQuery(
                text(request, "subject"),
                text(request, "by"),
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
        int limit = Integer.parseInt(text);
        if (limit < 1 || limit > AuditQuery.MAX_LIMIT) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: 1.." + AuditQuery.MAX_LIMIT + ")");
        }
        return limit;
    }
}
