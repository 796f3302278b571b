package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/**
 * What of a request decides its node under {@link RendezvousHash}.
 *
 * @param from where it is
 * @param name of the header field or cookie; empty for the source
 */
public record HashKey(From from, String name) {
    /** Where a key is. */
    public enum From {
        /** The address of the client. */
        SOURCE,
        /** A header field. */
        HEADER,
        /** A cookie. */
        COOKIE
    }

    /** The address of the client. */
    public static final HashKey SOURCE = new HashKey(From.SOURCE, "");

    /** The key of a request, or null when it has none. */
    @Nullable
    String of(RequestHead head) {
        String key =
                switch (from) {
                    case SOURCE -> head.fields().clientAddress();
                    case HEADER -> head.fields().header(name);
                    case COOKIE -> SessionLocator.cookie(head, name);
                };
        return key == null || key.isEmpty() ? null : key;
    }
}
