package io.modcluster.balancer.manager.observe;

import io.modcluster.balancer.audit.PastMoment;
import io.modcluster.balancer.manager.access.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.ext.web.RoutingContext;
import java.util.OptionalLong;

/** Answers and parameters that the endpoints of this package have in common. */
final class Answer {
    private Answer() {}

    /** An error (RFC 9457). */
    static void problem(RoutingContext request, int status, String detail) {
        new Problem(status, HttpResponseStatus.valueOf(status).reasonPhrase(), detail).send(request);
    }

    /**
     * A time: milliseconds since 1970, or as {@code 2026-11-21T10:15:30Z}. Empty when it is not there; fails with
     * {@link IllegalArgumentException}, whose text is for the client, when it is not one.
     */
    static OptionalLong time(RoutingContext request, String name) {
        String text = request.request().getParam(name);
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(PastMoment.millisOf(name, text));
    }
}
