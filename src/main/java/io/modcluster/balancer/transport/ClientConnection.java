package io.modcluster.balancer.transport;

import io.vertx.core.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an exchange, for protocols that carry it beside the headers. HTTP nodes get it as
 * {@code X-Forwarded-…} and need none of this.
 *
 * @param remote     the client's end; null when not known
 * @param local      the end that it connected to; null when not known
 * @param serverName that the client meant, without port; empty if it named none
 * @param serverPort that the client meant
 * @param tls        whether the client came over TLS
 * @param session    of TLS, if there is one and it is known
 */
public record ClientConnection(
        @Nullable SocketAddress remote,
        @Nullable SocketAddress local,
        String serverName,
        int serverPort,
        boolean tls,
        @Nullable SSLSession session) {}
