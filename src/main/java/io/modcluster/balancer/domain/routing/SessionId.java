package io.modcluster.balancer.domain.routing;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session id that a request carries.
 *
 * @param value the whole id, not empty. Never log it
 * @param route the text after its first {@code .}, or null when there is none
 */
public record SessionId(String value, @Nullable String route) {
    private static final int MAX_RANKS = 8;

    /** Splits an id at its first dot; {@code abc} and {@code abc.} have no route (MCMP §6.4). */
    public static SessionId of(String value) {
        int dot = value.indexOf('.');
        boolean routed = dot >= 0 && dot + 1 < value.length();
        return new SessionId(value, routed ? value.substring(dot + 1) : null);
    }

    /**
     * What {@code knows} makes of the routes that an id names, best first: of the text behind the first dot, and if that says
     * nothing of its parts between dots, {@value #MAX_RANKS} at most ({@code id.node1.node2}, as Infinispan and Undertow write
     * it). The first that is not null, or null.
     */
    static <T> @Nullable T ranked(String route, Function<String, @Nullable T> knows) {
        T whole = knows.apply(route);
        if (whole != null) {
            return whole;
        }
        int start = 0;
        for (int rank = 0; rank < MAX_RANKS && start <= route.length(); rank++) {
            int dot = route.indexOf('.', start);
            if (dot < 0 && start == 0) {
                return null;
            }
            int end = dot < 0 ? route.length() : dot;
            T found = end == start ? null : knows.apply(route.substring(start, end));
            if (found != null) {
                return found;
            }
            start = end + 1;
        }
        return null;
    }

    /** The id without its route: what stays the same when the session moves. */
    public String bareId() {
        int dot = value.indexOf('.');
        return dot < 0 ? value : value.substring(0, dot);
    }

    /** Only the route: the rest of an id is a credential. */
    @Override
    public String toString() {
        return "session of " + (route == null ? "no node" : route);
    }
}
