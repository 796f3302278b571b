package io.modcluster.balancer.manager.access;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Headers that each answer of the manager has: nothing is stored, framed, sniffed, or loaded from elsewhere. */
public final class SecurityHeaders implements Handler<RoutingContext> {
    /** Nothing but what the page is served with; scripts and styles are files of this server, and never inline. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    @Override
    public void handle(RoutingContext request) {
        put(request.response().headers());
        request.next();
    }

    /** Puts them on an answer of another server. */
    public static void put(MultiMap headers) {
        headers.set("Content-Security-Policy", POLICY)
                .set("X-Content-Type-Options", "nosniff")
                .set("X-Frame-Options", "DENY")
                .set("Referrer-Policy", "no-referrer")
                .set("Cross-Origin-Resource-Policy", "same-origin")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
}
