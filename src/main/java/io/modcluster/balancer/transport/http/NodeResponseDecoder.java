package io.modcluster.balancer.transport.http;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;

/** Netty's decoder, which can be asked what it has got that belongs to no message yet. One request at a time. */
final class NodeResponseDecoder extends HttpResponseDecoder {
    /** No token, so whoever checks names refuses it. */
    private static final AsciiString NO_NAME = AsciiString.cached("no name");

    /** Pieces of a body are as long as what was read at once: Netty would cut them at 8 KiB, and each costs a write. */
    private static final int MAX_PIECE = 1024 * 1024;

    private boolean toHead;

    NodeResponseDecoder(int maxInitialLine, int maxHeaderSize) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxInitialLine)
                .setMaxHeaderSize(maxHeaderSize)
                .setInitialBufferSize(1024)
                .setHeadersFactory(new Fields())
                .setMaxChunkSize(MAX_PIECE));
    }

    /** The next response is to a request with this method. */
    void requested(boolean head) {
        toHead = head;
    }

    /** Whether bytes are there that no message has been made of. */
    boolean hasRemainder() {
        return actualReadableBytes() > 0;
    }

    /**
     * Blanks between name and colon are cut off, as RFC 9112 §5.1 asks of a proxy; but Netty would cut off all that stands
     * between the first blank and the colon, and so make a Content-Length of {@code Content-Length X: 5}.
     */
    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        int at = start + length;
        while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        boolean colon = at < line.length && line[at] == ':';
        return colon ? super.splitHeaderName(line, start, length) : NO_NAME;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        return (toHead && message instanceof HttpResponse) || super.isContentAlwaysEmpty(message);
    }

    /** The fields of a response that such a decoder has made. */
    static MultiMap fieldsOf(HttpMessage message) {
        return message.headers() instanceof MultiMap fields ? fields : copyOf(message.headers());
    }

    static MultiMap copyOf(HttpHeaders from) {
        MultiMap fields = io.vertx.core.http.HttpHeaders.headers();
        from.forEach(field -> fields.add(field.getKey(), field.getValue()));
        return fields;
    }

    /** Multimaps of Vert.x, which are Netty's headers too: so the relay reads what the decoder has made. */
    private static final class Fields implements HttpHeadersFactory {
        @Override
        public HttpHeaders newHeaders() {
            return (HttpHeaders) io.vertx.core.http.HttpHeaders.headers();
        }

        @Override
        public HttpHeaders newEmptyHeaders() {
            return newHeaders();
        }
    }
}
