package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.transport.Upgrade;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a 101 is the answer to what was asked (RFC 9110 §7.8, RFC 6455 §4.1). */
final class UpgradeAnswer {
    /** RFC 6455 §1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private UpgradeAnswer() {}

    /** What is wrong with the header fields of the 101, or null. */
    static @Nullable String flawOf(HttpHeaders headers, Upgrade asked) {
        List<String> upgrades = headers.getAll(HttpHeaderNames.UPGRADE);
        if (upgrades.size() != 1 || !upgrades.get(0).strip().equalsIgnoreCase(asked.token())) {
            return "101 with Upgrade: " + Quoted.of(String.join(", ", upgrades)) + " (expected: "
                    + Quoted.of(asked.token()) + ")";
        }
        if (!headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return "101 without Connection: upgrade";
        }
        String key = asked.webSocketKey();
        if (key == null) {
            return null;
        }
        List<String> accepts = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT);
        return accepts.size() == 1 && accepts.get(0).strip().equals(acceptOf(key))
                ? null
                : "101 with Sec-WebSocket-Accept: " + Quoted.of(String.join(", ", accepts))
                        + " (expected: the answer to the key)";
    }

    static String acceptOf(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException absent) {
            // each Java platform must have it
            throw new IllegalStateException(absent);
        }
    }
}
