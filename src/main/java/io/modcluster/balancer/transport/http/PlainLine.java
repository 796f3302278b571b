package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.Token;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A line of the head of a response that is like most, with its end. A value. */
final class PlainLine {
    /** A longer one is read anew each time. */
    private static final int MAX_KEPT = 128;

    private static final int STATUS_AT = 9;
    private static final byte[] VERSION = "HTTP/1.1 ".getBytes(StandardCharsets.US_ASCII);
    private static final AsciiString NONE = AsciiString.EMPTY_STRING;

    private final byte[] bytes;
    private final AsciiString name;
    private final String value;
    private final Kind kind;
    private final int number;

    /** What a line is to the framing, and to the connection. */
    enum Kind {
        /** Content-Length. */
        LENGTH,
        CONNECTION,
        KEEP_ALIVE,
        /** Nothing. */
        OTHER
    }

    private PlainLine(byte[] bytes, AsciiString name, String value, Kind kind, int number) {
        this.bytes = bytes;
        this.name = name;
        this.value = value;
        this.kind = kind;
        this.number = number;
    }

    /** This line, if it stands there; else null. */
    static @Nullable PlainLine at(@Nullable PlainLine line, byte[] in, int size, int at) {
        return line != null
                        && at + line.bytes.length <= size
                        && Arrays.equals(line.bytes, 0, line.bytes.length, in, at, at + line.bytes.length)
                ? line
                : null;
    }

    /** The status line that begins these bytes, or null if there is another. There is a 0 behind the last byte. */
    static @Nullable PlainLine status(byte[] in, int size) {
        int from = STATUS_AT + 4;
        if (size < from + 2
                || !Arrays.equals(in, 0, VERSION.length, VERSION, 0, VERSION.length)
                || in[from - 1] != ' ') {
            return null;
        }
        int status = number(in, STATUS_AT, STATUS_AT + 3);
        int end = endOf(in, from);
        // blanks beside the phrase are cut off or not: let one decide
        boolean plain = status >= 200 && status <= 599 && status != 204 && status != 304;
        if (!plain || !isEnd(in, end) || (end > from && (isBlank(in[from]) || isBlank(in[end - 1])))) {
            return null;
        }
        return new PlainLine(Arrays.copyOf(in, end + 2), NONE, text(in, from, end), Kind.OTHER, status);
    }

    /** The field that begins there, or null if it is none of the usual, or one that must be looked at. */
    static @Nullable PlainLine field(byte[] in, int size, int start) {
        int colon = start;
        while (Token.isTokenChar(in[colon])) {
            colon++;
        }
        if (colon == start || in[colon] != ':') {
            return null;
        }
        int from = colon + 1;
        while (isBlank(in[from])) {
            from++;
        }
        int end = endOf(in, from);
        if (end + 2 > size || !isEnd(in, end)) {
            return null;
        }
        int next = end + 2;
        while (end > from && isBlank(in[end - 1])) {
            end--;
        }
        AsciiString name = new AsciiString(in, start, colon - start, true);
        return of(Arrays.copyOfRange(in, start, next), name, text(in, from, end));
    }

    private static @Nullable PlainLine of(byte[] bytes, AsciiString name, String value) {
        int length = name.length();
        if (length == 10 && name.contentEqualsIgnoreCase("connection")) {
            // others name fields
            boolean usual = value.equalsIgnoreCase("close") || value.equalsIgnoreCase("keep-alive");
            return usual ? new PlainLine(bytes, name, value, Kind.CONNECTION, 0) : null;
        }
        if (length == 10 && name.contentEqualsIgnoreCase("keep-alive")) {
            return new PlainLine(bytes, name, value, Kind.KEEP_ALIVE, 0);
        }
        if (length == 14 && name.contentEqualsIgnoreCase("content-length")) {
            int told = lengthOf(value);
            return told < 0 ? null : new PlainLine(bytes, name, value, Kind.LENGTH, told);
        }
        if (length == 17 && name.contentEqualsIgnoreCase("transfer-encoding")) {
            return null;
        }
        return new PlainLine(bytes, name, value, Kind.OTHER, 0);
    }

    /** A short length as most write it, or −1. */
    private static int lengthOf(String value) {
        if (value.isEmpty() || value.length() > 4 || (value.length() > 1 && value.charAt(0) == '0')) {
            return -1;
        }
        byte[] digits = value.getBytes(StandardCharsets.US_ASCII);
        int length = number(digits, 0, digits.length);
        return length <= PlainResponses.MAX_BODY ? length : -1;
    }

    private static int number(byte[] in, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (in[i] < '0' || in[i] > '9') {
                return -1;
            }
            number = 10 * number + in[i] - '0';
        }
        return number;
    }

    /** Where text in ASCII ends, without control characters but tabs. */
    private static int endOf(byte[] in, int from) {
        int at = from;
        while ((in[at] >= ' ' && in[at] != 0x7f) || in[at] == '\t') {
            at++;
        }
        return at;
    }

    private static boolean isEnd(byte[] in, int at) {
        return in[at] == '\r' && in[at + 1] == '\n';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static String text(byte[] in, int from, int to) {
        return new String(in, from, to - from, StandardCharsets.US_ASCII);
    }

    boolean isKept() {
        return bytes.length <= MAX_KEPT;
    }

    /** In bytes, with its end. */
    int length() {
        return bytes.length;
    }

    AsciiString name() {
        return name;
    }

    /** Of a field; or the phrase of a status line, which may be empty. */
    String value() {
        return value;
    }

    Kind kind() {
        return kind;
    }

    /** The status, or the length of the body. */
    int number() {
        return number;
    }

    /** Whether it says that the connection is closed. */
    boolean closes() {
        return value.equalsIgnoreCase("close");
    }
}
