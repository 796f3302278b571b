package io.modcluster.balancer.transport;

import org.jspecify.annotations.Nullable;

/**
 * What a client wants its connection to become (RFC 9110 §7.8).
 *
 * @param token        protocol as the client spelled it: {@code websocket}, or another one, perhaps with a version
 * @param webSocketKey its Sec-WebSocket-Key (RFC 6455 §4.1), checked; null for another protocol
 */
public record Upgrade(String token, @Nullable String webSocketKey) {
    /** Whether frames of RFC 6455 follow. */
    public boolean isWebSocket() {
        return webSocketKey != null;
    }
}
