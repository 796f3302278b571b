package io.modcluster.balancer.manager.access;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/**
 * Who asks.
 *
 * @param name for logs, notes and the audit; never a secret
 * @param role what it may
 * @param way  how that was found out
 */
public record Principal(String name, Role role, Way way) {
    private static final String KEY = "modcluster.principal";

    /** How somebody is known. */
    public enum Way {
        /** Not at all: the manager has no login and is on this machine only. */
        NONE,
        /** By a password. */
        BASIC,
        /** By a token. */
        BEARER,
        /** By a certificate. */
        CERTIFICATE
    }

    /** Who asks in this request; only behind {@link AccessHandler}. */
    public static Principal of(RoutingContext request) {
        return Objects.requireNonNull(request.get(KEY), "no principal: the route is not behind the access handler");
    }

    void asks(RoutingContext request) {
        request.put(KEY, this);
    }
}
