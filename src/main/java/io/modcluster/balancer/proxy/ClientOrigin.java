package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.FixedFields;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a request came from, as far as that can be believed.
 *
 * @param address      IP address of the client; {@code unknown} when the connection has none
 * @param peer         the other end of the connection; null when not known
 * @param secure       whether the client used TLS, here or in front of a trusted proxy
 * @param host         Host as the client sent it; empty when it named none
 * @param port         that the client meant
 * @param trusted      whether the peer is a trusted proxy
 * @param told         what nodes are told about it: {@code X-Forwarded-…}, {@code Forwarded}
 */
record ClientOrigin(
        String address,
        @Nullable SocketAddress peer,
        boolean secure,
        String host,
        int port,
        boolean trusted,
        FixedFields told) {
    /** The words for what is or is not {@code secure}. */
    static String scheme(boolean secure) {
        return secure ? "https" : "http";
    }

    /** The client as an address; its port is known only when it is the peer itself. */
    @Nullable
    SocketAddress remote() {
        SocketAddress there = peer;
        if (!trusted || there == null || address.equals(there.hostAddress())) {
            return there;
        }
        // an IP literal: nothing is looked up
        return SocketAddress.inetSocketAddress(0, address);
    }
}
