package io.modcluster.balancer.proxy.edge.codec;

import io.modcluster.balancer.domain.Token;
import io.modcluster.balancer.domain.routing.EncodedSlashes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The path a node would map to a context, computed from the bytes the client sent.
 *
 * <p>Balancer and node must agree on the path, or {@code /public/..;/admin} passes a rule of one and is served by the
 * other (CVE-2024-1459 and its kin). So nothing is repaired here: what nodes resolve differently is refused.
 */
final class MatchPath {
    /** Why a path was refused; the text is for the client and holds nothing of the path. */
    static final class Unacceptable extends Exception {
        private static final long serialVersionUID = 1L;

        Unacceptable(String reason) {
            super(reason, null, false, false);
        }
    }

    private final String target;
    private final int end;
    private final EncodedSlashes encodedSlashes;
    private final byte[] decoded;
    private int length;
    private int segmentStart;

    private MatchPath(String target, int end, EncodedSlashes encodedSlashes) {
        this.target = target;
        this.end = end;
        this.encodedSlashes = encodedSlashes;
        this.decoded = new byte[end];
    }

    /**
     * Checks an origin-form target and returns its match path: the argument itself or a substring of it if the path is
     * plain, so that an ordinary request costs one scan and at most one copy.
     *
     * @throws Unacceptable if the target is not one that every node reads the same way
     */
    static String of(String target, EncodedSlashes encodedSlashes) throws Unacceptable {
        if (target.isEmpty() || target.charAt(0) != '/') {
            throw new Unacceptable("request target must start with a slash");
        }
        int query = target.indexOf('?');
        int end = query < 0 ? target.length() : query;
        refuseRawBytes(target);
        if (isPlain(target, end)) {
            return end == target.length() ? target : target.substring(0, end);
        }
        return new MatchPath(target, end, encodedSlashes).decode();
    }

    private static void refuseRawBytes(String target) throws Unacceptable {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#') {
                throw new Unacceptable("request target contains a character that must be percent-encoded");
            }
        }
    }

    /** Whether decoding would change nothing and there is no dot at the start of a segment to look at. */
    private static boolean isPlain(String target, int end) {
        char previous = 0;
        for (int i = 0; i < end; i++) {
            char c = target.charAt(i);
            if (c == '%' || c == ';' || c == '\\' || (previous == '/' && (c == '/' || c == '.'))) {
                return false;
            }
            previous = c;
        }
        return true;
    }

    private String decode() throws Unacceptable {
        int i = 0;
        while (i < end) {
            char c = target.charAt(i);
            if (c == '/') {
                startSegment();
                i++;
            } else if (c == ';') {
                i = skipParameters(i);
            } else if (c == '%') {
                appendDecoded(octetAt(i));
                i += 3;
            } else if (c == '\\') {
                throw new Unacceptable("request path contains a backslash");
            } else {
                decoded[length++] = (byte) c;
                i++;
            }
        }
        refuseDotSegment();
        return text();
    }

    private void startSegment() throws Unacceptable {
        refuseDotSegment();
        boolean merged = length > 0 && decoded[length - 1] == '/';
        if (!merged) {
            decoded[length++] = '/';
        }
        segmentStart = length;
    }

    /** Parameters are not matched, but what hides in them must still be well-formed: some node will decode them. */
    private int skipParameters(int from) throws Unacceptable {
        int i = from;
        while (i < end && target.charAt(i) != '/') {
            char c = target.charAt(i);
            if (c == '\\') {
                throw new Unacceptable("request path contains a backslash");
            }
            if (c == '%') {
                octetAt(i);
                i += 3;
            } else {
                i++;
            }
        }
        return i;
    }

    private int octetAt(int percent) throws Unacceptable {
        int high = percent + 2 < end ? Token.hex(target.charAt(percent + 1)) : -1;
        int low = high < 0 ? -1 : Token.hex(target.charAt(percent + 2));
        if (low < 0) {
            throw new Unacceptable("request path contains a percent sign without two hexadecimal digits");
        }
        int octet = (high << 4) | low;
        if (octet == 0) {
            throw new Unacceptable("request path contains an encoded NUL");
        }
        if (isSlash(octet) && encodedSlashes == EncodedSlashes.REFUSE) {
            throw new Unacceptable("request path contains an encoded slash or backslash");
        }
        return octet;
    }

    private void appendDecoded(int octet) throws Unacceptable {
        if (!isSlash(octet)) {
            decoded[length++] = (byte) octet;
            return;
        }
        refuseDotSegment();
        decoded[length++] = '%';
        decoded[length++] = (byte) (octet == '/' ? '2' : '5');
        decoded[length++] = (byte) (octet == '/' ? 'F' : 'C');
        segmentStart = length;
    }

    private static boolean isSlash(int octet) {
        return octet == '/' || octet == '\\';
    }

    /** Also refuses {@code ..} before an encoded semicolon: a node that decodes first sees parameters there. */
    private void refuseDotSegment() throws Unacceptable {
        int i = segmentStart;
        while (i < length && decoded[i] == '.') {
            i++;
        }
        int dots = i - segmentStart;
        boolean ends = i == length || decoded[i] == ';';
        if ((dots == 1 || dots == 2) && ends) {
            throw new Unacceptable("request path contains a dot segment");
        }
    }

    private String text() throws Unacceptable {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unacceptable("request path is not UTF-8 after decoding");
        }
    }
}
