package io.modcluster.balancer.transport.ajp.codec;

import io.modcluster.balancer.domain.Token;
import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Status and headers of responses, checked. Lines are compared with those at the same place of the response before: one node's
 * are mostly the same, and need no reading then. Not thread-safe.
 */
public final class ResponseHeads {
    private static final int MIN_STATUS = 200;
    private static final int MAX_STATUS = 599;
    /** So that it cannot overflow: a body of 10^18 bytes takes years. */
    private static final int MAX_LENGTH_DIGITS = 18;

    /** A longer line is read anew each time. */
    private static final int MAX_KEPT = 128;

    private static final int MOST_LINES = 64;

    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("Content-Length");

    /** In the order of their numbers, from 0xA001. */
    private static final List<AsciiString> CODED = List.of(
            AsciiString.cached("Content-Type"),
            AsciiString.cached("Content-Language"),
            CONTENT_LENGTH,
            AsciiString.cached("Date"),
            AsciiString.cached("Last-Modified"),
            AsciiString.cached("Location"),
            AsciiString.cached("Set-Cookie"),
            AsciiString.cached("Set-Cookie2"),
            AsciiString.cached("Servlet-Engine"),
            AsciiString.cached("Status"),
            AsciiString.cached("WWW-Authenticate"));

    private final PacketReader reader = new PacketReader();
    private @Nullable Line[] lines = new @Nullable Line[8];
    private byte[] reasonBytes = {};
    private String reason = "";

    /**
     * A line that was read.
     *
     * @param bytes  as it stood in the packet
     * @param length what it says if it is a Content-Length, else −1
     */
    @SuppressWarnings("ArrayRecordComponent") // looked at byte by byte, never compared as records
    private record Line(byte[] bytes, AjpReply.Header header, long length) {}

    /** Of responses that are not known yet. */
    public ResponseHeads() {}

    /** What they are read from. */
    PacketReader reader() {
        return reader;
    }

    AjpReply.Head read() {
        int status = reader.number16();
        if (status < MIN_STATUS || status > MAX_STATUS) {
            throw new AjpException(Flaw.STATUS, status + " (expected: 200..599)");
        }
        String phrase = reason();
        int count = reader.number16();
        List<AjpReply.Header> headers = new ArrayList<>();
        long contentLength = -1;
        for (int i = 0; i < count; i++) {
            Line line = line(i);
            if (line.length() >= 0) {
                if (contentLength >= 0) {
                    throw new AjpException(Flaw.CONTENT_LENGTH, "more than one");
                }
                contentLength = line.length();
            }
            headers.add(line.header());
        }
        return new AjpReply.Head(status, phrase, headers, contentLength);
    }

    private String reason() {
        if (reasonBytes.length == 0 || !reader.skip(reasonBytes)) {
            int start = reader.position();
            reason = checked(reader.text(), "reason phrase");
            reasonBytes = reader.position() - start <= MAX_KEPT ? reader.copyFrom(start) : new byte[0];
        }
        return reason;
    }

    private Line line(int index) {
        Line known = index < lines.length ? lines[index] : null;
        if (known != null && reader.skip(known.bytes())) {
            return known;
        }
        int start = reader.position();
        AsciiString name = name();
        String value = checked(reader.text(), "header value");
        long length = name.contentEqualsIgnoreCase(CONTENT_LENGTH) ? length(value) : -1;
        Line read = new Line(reader.copyFrom(start), new AjpReply.Header(name, new AsciiString(value)), length);
        if (read.bytes().length <= MAX_KEPT && index < MOST_LINES) {
            // those before may have been too long to be kept
            lines = index < lines.length ? lines : Arrays.copyOf(lines, 2 * index);
            lines[index] = read;
        }
        return read;
    }

    private AsciiString name() {
        int code = reader.peek16();
        if ((code & 0xff00) != RequestCodes.HEADERS) {
            String name = reader.text();
            if (!Token.isToken(name)) {
                throw new AjpException(Flaw.TEXT, "a header name that is no token");
            }
            return new AsciiString(name);
        }
        int index = (reader.number16() & 0xff) - 1;
        if (index < 0 || index >= CODED.size()) {
            throw new AjpException(Flaw.HEADER_CODE, (index + 1) + " (expected: 1.." + CODED.size() + ")");
        }
        return CODED.get(index);
    }

    private static long length(String value) {
        boolean digits = !value.isEmpty() && value.length() <= MAX_LENGTH_DIGITS;
        for (int i = 0; i < value.length(); i++) {
            digits &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!digits) {
            throw new AjpException(Flaw.CONTENT_LENGTH, "(expected: 1.." + MAX_LENGTH_DIGITS + " digits)");
        }
        return Long.parseLong(value);
    }

    private static String checked(String text, String what) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 0x20 && c != '\t') || c == 0x7f) {
                throw new AjpException(Flaw.TEXT, "a " + what + " with control characters");
            }
        }
        return text;
    }
}
