package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.audit.PastMoment;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.Token;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/**
 * What is asked of {@code /api/v1/explain}: in the query, or in the body of a POST, which is in no log and no history of a
 * browser. What is not known or not good in it is a {@link Problem}.
 */
final class ExplainQuestion {
    private static final Set<String> FIELDS = Set.of("host", "path", "cookie", "method", "client", "headers", "at");
    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final long CLOCKS_DIFFER_MILLIS = 1_000;
    /** RFC 9110 §5.6.2. */
    private static final int MAX_NAME = 100;

    private ExplainQuestion() {}

    /** Of a GET; {@code header} is one field, as {@code X-User: eve}. */
    static JsonObject ofQuery(RoutingContext request) {
        Query query = Query.of(request, "host", "path", "cookie", "method", "client", "header", "at");
        JsonObject headers = new JsonObject();
        if (query.has("header")) {
            String line = query.text("header");
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw Problem.wrongValue("header: " + Quoted.of(line) + " (expected: one such as X-User: eve)");
            }
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return question(
                query.text("host"),
                query.text("path"),
                query.has("method") ? query.text("method") : "GET",
                query.text("cookie"),
                query.text("client"),
                headers,
                query.text("at"));
    }

    /** Of a POST. */
    static JsonObject ofBody(RoutingContext request) {
        Query.of(request);
        JsonObject body = JsonBody.of(request, FIELDS);
        if (!(body.getValue("headers", new JsonObject()) instanceof JsonObject headers)) {
            throw Problem.wrongValue("headers (expected: an object of names and values)");
        }
        return question(
                text(body, "host", ""),
                text(body, "path", ""),
                text(body, "method", "GET"),
                text(body, "cookie", ""),
                text(body, "client", ""),
                headers,
                text(body, "at", ""));
    }

    private static JsonObject question(
            String host, String path, String method, String cookie, String client, JsonObject headers, String at) {
        if (host.isEmpty() || !path.startsWith("/")) {
            throw Problem.wrongValue("host and path (expected: both, a path that begins with /)");
        }
        if (headers.size() > MAX_HEADERS) {
            throw Problem.wrongValue("headers: " + headers.size() + " (expected: " + MAX_HEADERS + " at most)");
        }
        for (String name : headers.fieldNames()) {
            if (!Token.isToken(name) || name.length() > MAX_NAME) {
                throw Problem.wrongValue("header " + Quoted.of(name) + " (expected: the name of a field)");
            }
            text(headers, name, "");
        }
        return new JsonObject()
                .put("method", method)
                .put("host", host)
                .put("target", path)
                .put("cookie", cookie)
                .put("client", client)
                .put("headers", headers)
                .put("at", at.isEmpty() ? null : moment(at));
    }

    private static long moment(String at) {
        long millis = PastMoment.millisOf("at", at);
        if (millis > System.currentTimeMillis() + CLOCKS_DIFFER_MILLIS) {
            throw Problem.wrongValue("at: " + Quoted.of(at) + " (expected: a time of the past)");
        }
        return millis;
    }

    private static String text(JsonObject json, String field, String otherwise) {
        Object value = json.getValue(field, otherwise);
        if (value instanceof String text
                && text.length() <= MAX_TEXT
                && text.chars().noneMatch(c -> c == 0)) {
            return text;
        }
        throw Problem.wrongValue(field + " (expected: text of " + MAX_TEXT + " characters at most)");
    }
}
