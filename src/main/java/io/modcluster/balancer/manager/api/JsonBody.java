package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.TreeSet;

/** Bodies of requests. */
final class JsonBody {
    private JsonBody() {}

    /** The JSON object of a request, empty for no body; another type, no object, or a field that is not known is a {@link Problem}. */
    static JsonObject of(RoutingContext request, Set<String> known) {
        Buffer body = request.body() == null ? null : request.body().buffer();
        if (body == null || body.length() == 0) {
            return new JsonObject();
        }
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(
                    415,
                    "Wrong type",
                    "Content-Type: " + Quoted.of(String.valueOf(type)) + " (expected: application/json)");
        }
        JsonObject json;
        try {
            json = body.toJsonObject();
        } catch (DecodeException | ClassCastException wrong) {
            throw Problem.wrongValue("body: no JSON object (expected: one, or nothing)");
        }
        for (String field : json.fieldNames()) {
            if (!known.contains(field)) {
                throw Problem.wrongValue("field " + Quoted.of(field) + " (expected: "
                        + (known.isEmpty() ? "none" : String.join(", ", new TreeSet<>(known))) + ")");
            }
        }
        return json;
    }
}
