package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request asks for an upgrade that may be (RFC 9110 §7.8), and whether what asks for a WebSocket is the
 * beginning of one (RFC 6455 §4.2.1): anything less would open a tunnel past whoever reads requests. Pure; any thread.
 */
final class UpgradeGuard {
    private static final String WEBSOCKET = "websocket";
    private static final int KEY_BYTES = 16;
    private static final int KEY_LENGTH = 24;

    private final Set<String> tokens;

    /** What a request asks for. */
    sealed interface Asked {}

    /** Nothing that concerns us: an ordinary request. */
    record Nothing() implements Asked {}

    /** An upgrade. */
    record Wanted(Upgrade upgrade) implements Asked {}

    /**
     * A WebSocket that cannot be.
     *
     * @param status 400, or 426 where another version would do
     * @param reason for the client; nothing that it sent
     */
    record Bad(int status, String reason) implements Asked {}

    static final Asked NOTHING = new Nothing();

    /** Lets these protocols through, in lower case. */
    UpgradeGuard(List<String> tokens) {
        this.tokens = Set.copyOf(tokens);
    }

    /**
     * Judges a request that has an Upgrade field. What may not be upgraded is an ordinary request, as the field is to be
     * ignored: HTTP/1.0, another method, a body, a protocol that is not let through, no {@code Connection: upgrade}.
     */
    Asked judge(HttpMethod method, HttpVersion version, MultiMap headers) {
        if (version != HttpVersion.HTTP_1_1 || !hasToken(headers.getAll(HttpHeaders.CONNECTION), "upgrade")) {
            return NOTHING;
        }
        String token = firstAllowed(headers.getAll(HttpHeaders.UPGRADE));
        if (token == null || hasBody(headers) || HttpMethod.HEAD.equals(method)) {
            return NOTHING;
        }
        if (!token.equalsIgnoreCase(WEBSOCKET)) {
            return new Wanted(new Upgrade(token, null));
        }
        return HttpMethod.GET.equals(method) ? webSocket(token, headers) : NOTHING;
    }

    private static Asked webSocket(String token, MultiMap headers) {
        List<String> versions = headers.getAll("Sec-WebSocket-Version");
        if (versions.size() != 1 || !versions.get(0).equals("13")) {
            return new Bad(426, "Sec-WebSocket-Version must be: 13");
        }
        List<String> keys = headers.getAll("Sec-WebSocket-Key");
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            return new Bad(400, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        return new Wanted(new Upgrade(token, keys.get(0)));
    }

    private static boolean isKey(String key) {
        if (key.length() != KEY_LENGTH) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static boolean hasBody(MultiMap headers) {
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        return headers.contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private @Nullable String firstAllowed(List<String> lines) {
        for (String line : lines) {
            for (int start = 0; start <= line.length(); ) {
                int end = endOfToken(line, start);
                String token = line.substring(start, end).strip();
                if (tokens.contains(token.toLowerCase(Locale.ROOT))) {
                    return token;
                }
                start = end + 1;
            }
        }
        return null;
    }

    private static boolean hasToken(List<String> lines, String wanted) {
        for (String line : lines) {
            for (int start = 0; start <= line.length(); ) {
                int end = endOfToken(line, start);
                if (line.substring(start, end).strip().equalsIgnoreCase(wanted)) {
                    return true;
                }
                start = end + 1;
            }
        }
        return false;
    }

    private static int endOfToken(String line, int start) {
        int comma = line.indexOf(',', start);
        return comma < 0 ? line.length() : comma;
    }
}
