package io.modcluster.balancer.proxy.edge.codec;

import org.jspecify.annotations.Nullable;

/** What {@link RequestGuard} decided about a request head. */
public sealed interface Verdict {

    /**
     * The request is unambiguous and may be routed.
     *
     * @param host lower case, without port and trailing dot; an IPv6 literal keeps its brackets; empty if an HTTP/1.0
     *     request named no host
     * @param port as sent, 1..65535, or -1 if none was
     * @param authority the value for the {@code Host} line towards the node: the client's own, or the authority of an
     *     absolute-form target (RFC 9112 §3.2.2); empty if an HTTP/1.0 request named no host
     * @param matchPath the path to match contexts with: decoded once, {@code //} merged, {@code ;parameters} removed; starts
     *     with a slash
     * @param forwardTarget the request target towards the node in origin-form: the client's bytes, never re-encoded
     */
    record Accepted(String host, int port, String authority, String matchPath, String forwardTarget)
            implements Verdict {}

    /**
     * The request must be answered here and reach no node.
     *
     * @param status 400, 405, 414, 417, 431, 501 or 505
     * @param reason plain printable ASCII for the answer's body; contains nothing the client sent
     * @param close whether the connection must be closed after the answer, because client and server may disagree about
     *     where the next request begins
     * @param allow the value of an {@code Allow} header (RFC 9110 §10.2.1), or null for none
     */
    record Refused(int status, String reason, boolean close, @Nullable String allow) implements Verdict {
        /** A refusal after which the connection is closed. */
        public static Refused closing(int status, String reason) {
            return new Refused(status, reason, true, null);
        }
    }
}
