package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.Token;
import io.modcluster.balancer.transport.FieldSink;
import io.modcluster.balancer.transport.FixedFields;
import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The head of an HTTP/1.1 request as bytes (RFC 9112 §3): begun, filled with fields, ended, copied, then begun anew. Each
 * character is one byte, those above 0x7f go as they came (RFC 9110 §5.5). What could be read as two lines is refused here,
 * wherever it comes from. Belongs to one event loop.
 */
final class RequestBytes implements FieldSink {
    private static final int USUAL = 1024;
    /** A longer head than this is the exception, and its room is not kept. */
    private static final int KEPT = 16 * 1024;

    private static final byte[] VERSION = " HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String HOST = "host";
    private static final String CONTENT_LENGTH = "content-length";
    private static final byte[] CHUNKED = "transfer-encoding: chunked\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CRLF = '\r' << 8 | '\n';
    /** Eight bytes at once: most values have none below a blank. */
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long BLANKS = 0x2020202020202020L;
    private static final long DELETES = 0x7f7f7f7f7f7f7f7fL;
    private static final long ONES = 0x0101010101010101L;
    private static final long TOP_BITS = 0x8080808080808080L;

    private byte[] bytes = new byte[USUAL];
    private int size;
    private boolean hasHost;
    private String contentLength = "";

    /**
     * Begins a head; what was there is forgotten.
     *
     * @throws IllegalArgumentException if the target is no printable ASCII
     */
    void begin(String method, String target) {
        if (bytes.length > KEPT) {
            bytes = new byte[USUAL];
        }
        size = 0;
        hasHost = false;
        contentLength = "";
        put(method);
        room(target.length() + 1 + VERSION.length);
        bytes[size++] = ' ';
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("target with character " + (int) c + " (expected: printable ASCII)");
            }
            bytes[size++] = (byte) c;
        }
        put(VERSION);
    }

    @Override
    public void add(CharSequence name, CharSequence value) {
        int start = size;
        put(name);
        checkName(start, size);
        room(value.length() + 4);
        bytes[size++] = ':';
        bytes[size++] = ' ';
        int from = size;
        put(value);
        checkValue(from, size);
        endLine();
        if (name.length() == HOST.length()) {
            hasHost |= AsciiString.contentEqualsIgnoreCase(name, HOST);
        } else if (name.length() == CONTENT_LENGTH.length()
                && AsciiString.contentEqualsIgnoreCase(name, CONTENT_LENGTH)) {
            contentLength = value.toString();
        }
    }

    @Override
    public void addAll(FixedFields fields) {
        room(fields.size());
        fields.copyTo(bytes, size);
        size += fields.size();
    }

    /**
     * Ends it.
     *
     * @param host    for a request that has no Host
     * @param chunked whether the body comes in chunks
     */
    void end(String host, boolean chunked) {
        if (!hasHost) {
            add(HOST, host);
        }
        if (chunked) {
            put(CHUNKED);
        }
        endLine();
    }

    /** The value of Content-Length, empty for none. */
    String contentLength() {
        return contentLength;
    }

    int size() {
        return size;
    }

    void copyTo(ByteBuf to) {
        to.writeBytes(bytes, 0, size);
    }

    private void endLine() {
        room(2);
        bytes[size++] = '\r';
        bytes[size++] = '\n';
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void put(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, size, text.length);
        size += text.length;
    }

    @SuppressWarnings(
            "deprecation") // it drops the upper half of each character, which is none here, and is a mere copy
    private void put(CharSequence text) {
        int length = text.length();
        room(length);
        if (text instanceof AsciiString ascii) {
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, size, length);
        } else {
            text.toString().getBytes(0, length, bytes, size);
        }
        size += length;
    }

    /** RFC 9110 §5.6.2: a token. */
    private void checkName(int from, int to) {
        boolean good = to > from;
        for (int i = from; i < to; i++) {
            int c = bytes[i];
            good &= Token.isTokenChar(c);
        }
        if (!good) {
            throw new IllegalArgumentException("header name that is no token");
        }
    }

    /** RFC 9110 §5.5, without the control characters that it allows to be kept. */
    private void checkValue(int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long eight = (long) LONGS.get(bytes, i);
            long deletes = eight ^ DELETES;
            if (((((eight - BLANKS) & ~eight) | ((deletes - ONES) & ~deletes)) & TOP_BITS) != 0) {
                break;
            }
        }
        for (; i < to; i++) {
            int c = bytes[i];
            if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) {
                throw new IllegalArgumentException("header value with character " + c + " (expected: one line)");
            }
        }
    }

    /** Writes the line in front of a chunk (RFC 9112 §7.1). */
    static void writeChunkSize(ByteBuf to, int size) {
        to.writeCharSequence(Integer.toHexString(size), StandardCharsets.US_ASCII);
        to.writeShort(CRLF);
    }

    /** Writes the end of a chunk. */
    static void writeChunkEnd(ByteBuf to) {
        to.writeShort(CRLF);
    }

    /** Writes the chunk of length 0, without trailers. */
    static void writeLastChunk(ByteBuf to) {
        to.writeByte('0').writeShort(CRLF).writeShort(CRLF);
    }
}
