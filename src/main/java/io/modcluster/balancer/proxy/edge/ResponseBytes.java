package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AsciiString;
import io.netty.util.CharsetUtil;
import io.vertx.core.MultiMap;
// Writes names and values without an iterator and an entry for each; ClientResponseTest fails if it goes.
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes an HTTP/1 response straight into the bytes that go out (RFC 9112 §4, §7.1). Names, values and phrases were checked when
 * they were put into the response.
 */
final class ResponseBytes {
    private static final int CRLF = '\r' << 8 | '\n';
    private static final AsciiString VERSION_1_0 = AsciiString.cached("HTTP/1.0 ");
    private static final AsciiString VERSION_1_1 = AsciiString.cached("HTTP/1.1 ");
    private static final String OK = HttpResponseStatus.OK.reasonPhrase();
    private static final AsciiString USUAL = AsciiString.cached("HTTP/1.1 200 OK\r\n");

    private ResponseBytes() {}

    /** Writes status line and fields. */
    static void writeHead(ByteBuf to, boolean http10, HttpResponseStatus status, MultiMap headers) {
        if (status.code() == 200 && !http10 && status.reasonPhrase().equals(OK)) {
            write(to, USUAL);
        } else {
            write(to, http10 ? VERSION_1_0 : VERSION_1_1);
            write(to, status.codeAsText());
            to.writeByte(' ');
            to.writeCharSequence(status.reasonPhrase(), CharsetUtil.US_ASCII);
            to.writeShort(CRLF);
        }
        // the only multimap there is here: that of HttpHeaders.headers()
        ((HeadersMultiMap) headers).encode(to, false);
        to.writeShort(CRLF);
    }

    /** Writes the line in front of a chunk. */
    static void writeChunkSize(ByteBuf to, int size) {
        to.writeCharSequence(Integer.toHexString(size), CharsetUtil.US_ASCII);
        to.writeShort(CRLF);
    }

    /** Writes the end of a chunk. */
    static void writeChunkEnd(ByteBuf to) {
        to.writeShort(CRLF);
    }

    /** Writes the chunk of length 0 and what stands behind it. */
    static void writeLastChunk(ByteBuf to, @Nullable MultiMap trailers) {
        to.writeByte('0').writeShort(CRLF);
        if (trailers != null) {
            ((HeadersMultiMap) trailers).encode(to, false);
        }
        to.writeShort(CRLF);
    }

    private static void write(ByteBuf to, AsciiString text) {
        ByteBufUtil.copy(text, 0, to, text.length());
    }
}
