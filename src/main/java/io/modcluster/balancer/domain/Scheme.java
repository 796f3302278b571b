package io.modcluster.balancer.domain;

import java.util.Locale;
import java.util.Optional;

/** How a node is spoken to (MCMP: {@code Type}). */
public enum Scheme {
    /** AJP/1.3, the default of MCMP. */
    AJP,
    /** HTTP in clear: HTTP/1.1, or HTTP/2 where {@code nodes-http2.clear-text} names the node. */
    HTTP,
    /** HTTP over TLS: HTTP/1.1, or HTTP/2 where {@code nodes-http2.enabled} and the node offer it. */
    HTTPS,
    /** As {@link #HTTP}, for a node that takes upgrades. */
    WS,
    /** As {@link #HTTPS}, for a node that takes upgrades. */
    WSS;

    /** The scheme of this name in any case, or empty when there is none. */
    public static Optional<Scheme> of(String name) {
        for (Scheme scheme : values()) {
            if (scheme.name().equalsIgnoreCase(name)) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /** Lower-case name, as on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is spoken over TLS. */
    public boolean isTls() {
        return this == HTTPS || this == WSS;
    }

    /** Whether the wire protocol behind this scheme is HTTP: all but {@link #AJP}. */
    public boolean isHttp() {
        return this != AJP;
    }
}
