package io.modcluster.balancer.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.netty.util.CharsetUtil;
import io.vertx.core.MultiMap;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes the head of an HTTP/1.1 request straight into the bytes that go out (RFC 9112 §3). Names and values were checked when
 * they were put into the headers; the target is checked here.
 */
final class RequestBytes {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final int COLON_BLANK = ':' << 8 | ' ';
    private static final AsciiString VERSION = AsciiString.cached(" HTTP/1.1\r\n");
    private static final AsciiString HOST = AsciiString.cached("host: ");
    private static final AsciiString CHUNKED = AsciiString.cached("transfer-encoding: chunked\r\n");

    private RequestBytes() {}

    /**
     * Writes a head.
     *
     * @param host    for a request that has no Host
     * @param chunked whether the body comes in chunks
     * @throws IllegalArgumentException if the target is no printable ASCII
     */
    static void writeHead(ByteBuf to, String method, String target, MultiMap headers, String host, boolean chunked) {
        check(target);
        write(to, method);
        to.writeByte(' ');
        write(to, target);
        write(to, VERSION);
        // Vert.x's own multimap; its public type does not tell that it is Netty's too
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = ((HttpHeaders) headers).iteratorCharSequence();
        while (fields.hasNext()) {
            Map.Entry<CharSequence, CharSequence> field = fields.next();
            write(to, field.getKey());
            to.writeShort(COLON_BLANK);
            write(to, field.getValue());
            to.writeShort(CRLF);
        }
        if (!headers.contains(io.vertx.core.http.HttpHeaders.HOST)) {
            write(to, HOST);
            write(to, host);
            to.writeShort(CRLF);
        }
        if (chunked) {
            write(to, CHUNKED);
        }
        to.writeShort(CRLF);
    }

    /** Writes the line in front of a chunk (RFC 9112 §7.1). */
    static void writeChunkSize(ByteBuf to, int size) {
        write(to, Integer.toHexString(size));
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

    private static void check(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                throw new IllegalArgumentException("target with character " + (int) c + " (expected: printable ASCII)");
            }
        }
    }

    private static void write(ByteBuf to, CharSequence text) {
        if (text instanceof AsciiString ascii) {
            to.ensureWritable(ascii.length());
            ByteBufUtil.copy(ascii, 0, to, ascii.length());
        } else {
            // one byte for each character: those above 0x7f go as they came (RFC 9110 §5.5)
            to.writeCharSequence(text, CharsetUtil.US_ASCII);
        }
    }
}
