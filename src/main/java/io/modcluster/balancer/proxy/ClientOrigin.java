package io.modcluster.balancer.proxy;

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
 * @param forwardedFor value for {@code X-Forwarded-For}
 * @param forwarded    value for {@code Forwarded}; null when nodes do not get it
 * @param trusted      whether the peer is a trusted proxy
 */
record ClientOrigin(
        String address,
        @Nullable SocketAddress peer,
        boolean secure,
        String host,
        int port,
        String forwardedFor,
        @Nullable String forwarded,
        boolean trusted) {
    String scheme() {
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
