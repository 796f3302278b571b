package io.modcluster.balancer.manager.access;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * An answer that says what is wrong, as {@code application/problem+json} (RFC 9457). As an exception it ends a request from
 * within; it has no stack, since it is no bug.
 */
public final class Problem extends RuntimeException {
    private static final String TYPE = "application/problem+json";

    /** Where a request has the detail of the problem that it was answered with. */
    static final String KEY = "modcluster.problem";

    private final int status;
    private final String title;

    /**
     * A problem.
     *
     * @param status 400..599
     * @param title  the same for the same kind of problem
     * @param detail the value, quoted, and what was expected
     */
    public Problem(int status, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.title = title;
    }

    /** A value that is not good. */
    public static Problem wrongValue(String detail) {
        return new Problem(400, "Wrong value", detail);
    }

    /** Something that is not there. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail);
    }

    /** Answers with it, unless an answer has begun. */
    public void send(RoutingContext request) {
        if (request.response().headWritten()) {
            request.response().reset();
            return;
        }
        request.put(KEY, getMessage());
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", title)
                        .put("status", status)
                        .put("detail", getMessage())
                        .toBuffer());
    }
}
