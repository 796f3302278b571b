package io.modcluster.balancer.proxy;

import io.modcluster.balancer.options.RequestOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Gives requests their ids: that of a trusted proxy, else 128 random bits. Unique, not secret: nothing may be allowed to
 * somebody because he knows one. Belongs to one event loop.
 */
final class RequestIds {
    private static final int LONGEST = 128;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final String header;
    /** Generators of two processes may have begun alike. */
    private final long salt = new SecureRandom().nextLong();

    private final byte[] digits = new byte[32];

    private RequestIds(String header) {
        this.header = header;
    }

    /** Null if requests get no ids. */
    static @Nullable RequestIds of(RequestOptions options) {
        return options.getIdHeader().isEmpty() ? null : new RequestIds(options.getIdHeader());
    }

    /** The id of this request. */
    String idOf(HttpServerRequest request, ClientOrigin origin) {
        if (origin.trusted()) {
            List<String> said = request.headers().getAll(header);
            if (said.size() == 1 && isGood(said.get(0))) {
                return said.get(0);
            }
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        hex(random.nextLong() ^ salt, 0);
        hex(random.nextLong(), 16);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static boolean isGood(String id) {
        if (id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && !(c >= '0' && c <= '9') && "-_.:+/=@".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private void hex(long bits, int at) {
        for (int i = 0; i < 16; i++) {
            digits[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 15];
        }
    }
}
