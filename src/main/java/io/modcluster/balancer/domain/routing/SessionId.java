package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/**
 * A session id that a request carries.
 *
 * @param value the whole id, not empty. Never log it
 * @param route the text after its first {@code .}, or null when there is none
 */
public record SessionId(String value, @Nullable String route) {
    /** Splits an id at its first dot; {@code abc} and {@code abc.} have no route (MCMP §6.4). */
    public static SessionId of(String value) {
        int dot = value.indexOf('.');
        boolean routed = dot >= 0 && dot + 1 < value.length();
        return new SessionId(value, routed ? value.substring(dot + 1) : null);
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
