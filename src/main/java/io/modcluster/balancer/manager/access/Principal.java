package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.audit.Actor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

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

    /** Who asks, for the audit; also in front of {@link AccessHandler}, where nobody has a name yet. */
    public static Actor actor(RoutingContext request) {
        Principal principal = request.get(KEY);
        HttpServerRequest http = request.request();
        SocketAddress peer = http.remoteAddress();
        return new Actor(
                peer == null ? "" : String.valueOf(peer),
                principal == null ? "" : principal.name,
                principal == null ? "" : principal.way.name().toLowerCase(Locale.ROOT),
                certificateOf(http),
                http.method() + " " + http.path());
    }

    private static String certificateOf(HttpServerRequest http) {
        SSLSession session = http.isSSL() ? http.sslSession() : null;
        try {
            return session == null ? "" : session.getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException none) {
            return "";
        }
    }

    void asks(RoutingContext request) {
        request.put(KEY, this);
    }
}
