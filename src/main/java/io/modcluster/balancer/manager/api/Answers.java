package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How requests are answered. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final String JSON = "application/json";

    private Answers() {}

    /** With the JSON, as soon as it is there. */
    static void json(RoutingContext request, Future<JsonObject> answer) {
        body(request, answer.map(JsonObject::toBuffer));
    }

    /** With JSON that is put together and written on a worker: a thousand nodes take longer than an event loop has. */
    static void big(RoutingContext request, Vertx vertx, Future<Callable<JsonObject>> answer) {
        body(
                request,
                answer.compose(make -> vertx.executeBlocking(() -> make.call().toBuffer(), false)));
    }

    private static void body(RoutingContext request, Future<Buffer> answer) {
        answer.onSuccess(body -> send(request, body)).onFailure(cause -> fail(request, cause));
    }

    private static void send(RoutingContext request, Buffer body) {
        if (!request.response().closed() && !request.response().ended()) {
            request.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(body);
        }
    }

    /** With what went wrong. */
    static void fail(RoutingContext request, Throwable cause) {
        if (request.response().closed() || request.response().ended()) {
            return;
        }
        if (cause instanceof Problem problem) {
            problem.send(request);
        } else {
            LOG.warn("manager cannot answer path={} cause=\"{}\"", request.normalizedPath(), cause.toString());
            new Problem(503, "Not ready", "the balancer did not answer (expected: it does in a moment)").send(request);
        }
    }
}
