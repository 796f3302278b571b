package io.modcluster.balancer.manager.access;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.options.ManagerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a request comes from where it may: under a name of this manager, and from no page of another server. */
final class Origins {
    private static final String ORIGIN = "Origin";
    private static final String FETCH_SITE = "Sec-Fetch-Site";

    private final boolean anyName;
    private final List<Alias> names;
    private final String host;

    /**
     * Checks for a manager.
     *
     * @param login whether somebody has to log in: a page that took another name by DNS has no password, so every name may be
     */
    Origins(ManagerOptions options, boolean login) {
        this.names = options.getNames().stream().map(Alias::new).toList();
        this.anyName = login && names.isEmpty();
        this.host = options.getHost().toLowerCase(Locale.ROOT);
    }

    /** What is wrong with the name that it was asked for, or null (DNS rebinding). */
    @Nullable
    Problem wrongName(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        if (authority == null) {
            return new Problem(400, "Wrong host", "Host: none, or not one (expected: one)");
        }
        String name = authority.host().toLowerCase(Locale.ROOT);
        if (anyName || name.equals("localhost") || name.equals(host) || isLiteral(name) || isNamed(name)) {
            return null;
        }
        return new Problem(
                421,
                "Wrong host",
                "Host: " + Quoted.of(name) + " (expected: localhost, an IP address, or a name in manager.names)");
    }

    private static boolean isLiteral(String name) {
        String bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
        return IpLiteral.parse(bare).isPresent();
    }

    private boolean isNamed(String name) {
        for (Alias alias : names) {
            String value = alias.value();
            boolean matches = value.equals("*")
                    || value.equals(name)
                    || (alias.isWildcard() && name.endsWith(value.substring(1)) && name.length() >= value.length());
            if (matches) {
                return true;
            }
        }
        return false;
    }

    /** Whether a browser says that a page of this manager sent it. */
    static boolean isFromBrowser(HttpServerRequest request) {
        return request.getHeader(ORIGIN) != null || request.getHeader(FETCH_SITE) != null;
    }

    /** What is wrong with where a change comes from, or null. */
    static @Nullable Problem foreignChange(HttpServerRequest request) {
        String site = request.getHeader(FETCH_SITE);
        if (site != null && !site.equals("same-origin")) {
            return foreign(FETCH_SITE, site, "same-origin");
        }
        return foreignOrigin(request);
    }

    /** The same for a read: what a link or a bookmark leads to is fine. */
    static @Nullable Problem foreignRead(HttpServerRequest request) {
        String site = request.getHeader(FETCH_SITE);
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return foreign(FETCH_SITE, site, "same-origin or none");
        }
        return foreignOrigin(request);
    }

    /** The scheme may differ: something in front may do TLS. */
    private static @Nullable Problem foreignOrigin(HttpServerRequest request) {
        String origin = request.getHeader(ORIGIN);
        String authority = String.valueOf(request.getHeader("Host"));
        if (origin == null || origin.equals("http://" + authority) || origin.equals("https://" + authority)) {
            return null;
        }
        return foreign(ORIGIN, origin, "that of this manager");
    }

    private static Problem foreign(String header, String value, String expected) {
        return new Problem(403, "Wrong origin", header + ": " + Quoted.of(value) + " (expected: " + expected + ")");
    }
}
