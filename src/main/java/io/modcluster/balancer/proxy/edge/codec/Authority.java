package io.modcluster.balancer.proxy.edge.codec;

import io.modcluster.balancer.domain.IpLiteral;
import io.modcluster.balancer.domain.Token;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Host and port of a {@code Host} line or an absolute-form target.
 *
 * <p>Narrower than RFC 3986 §3.2 on purpose: no userinfo, no sub-delimiters (a comma is two Host values folded by
 * somebody), no percent-encoding, no IPvFuture, no zone, no empty port. None of these occurs in a name that DNS or a
 * virtual host could know, and each is read differently by some node.
 *
 * @param host lower case, without trailing dot; an IPv6 literal keeps its brackets
 * @param port 1..65535, or -1 if none was given
 */
record Authority(String host, int port) {
    /** Longest textual DNS name plus its trailing dot (RFC 1035 §2.3.4); an IPv6 literal is shorter. */
    static final int MAX_HOST_LENGTH = 254;

    private static final int NO_PORT = -1;
    private static final int BAD_PORT = -2;

    /** Reads {@code text}, or returns null if it is not host [":" port]. */
    static @Nullable Authority parse(String text) {
        int hostEnd = text.startsWith("[") ? endOfLiteral(text) : endOfName(text);
        if (hostEnd <= 0 || hostEnd > MAX_HOST_LENGTH) {
            return null;
        }
        int port = portAfter(text, hostEnd);
        if (port == BAD_PORT) {
            return null;
        }
        int end = text.charAt(hostEnd - 1) == '.' ? hostEnd - 1 : hostEnd;
        return end == 0 ? null : new Authority(text.substring(0, end).toLowerCase(Locale.ROOT), port);
    }

    /** Index after the name, or -1 if a character or an empty label makes it none. */
    private static int endOfName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            boolean emptyLabel = c == '.' && i > 0 && text.charAt(i - 1) == '.';
            if (!Token.isUnreserved(c) || emptyLabel) {
                return -1;
            }
        }
        return text.length();
    }

    private static int endOfLiteral(String text) {
        int close = text.indexOf(']');
        if (close < 0) {
            return -1;
        }
        String address = text.substring(1, close);
        return address.indexOf(':') >= 0 && IpLiteral.parse(address).isPresent() ? close + 1 : -1;
    }

    private static int portAfter(String text, int hostEnd) {
        if (hostEnd == text.length()) {
            return NO_PORT;
        }
        int digits = text.length() - hostEnd - 1;
        if (text.charAt(hostEnd) != ':' || digits < 1 || digits > 5) {
            return BAD_PORT;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Token.isDigit(c)) {
                return BAD_PORT;
            }
            port = port * 10 + (c - '0');
        }
        return port >= 1 && port <= 65535 ? port : BAD_PORT;
    }
}
