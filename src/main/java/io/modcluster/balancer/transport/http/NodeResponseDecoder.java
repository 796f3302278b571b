package io.modcluster.balancer.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** Netty's decoder, which can be asked what it has got that belongs to no message yet. One request at a time. */
final class NodeResponseDecoder extends HttpResponseDecoder {
    /** No token, so whoever checks names refuses it. */
    private static final AsciiString NO_NAME = AsciiString.cached("no name");

    /** Pieces of a body are as long as what was read at once: Netty would cut them at 8 KiB, and each costs a write. */
    private static final int MAX_PIECE = 1024 * 1024;

    private final @Nullable PlainResponses plain;
    private boolean toHead;
    private boolean untouched;
    private boolean sent;

    /** Gives a {@link WholeResponse} for what {@code plain} can read, if that is not null. */
    NodeResponseDecoder(int maxInitialLine, int maxHeaderSize, @Nullable PlainResponses plain) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(maxInitialLine)
                .setMaxHeaderSize(maxHeaderSize)
                .setInitialBufferSize(1024)
                .setHeadersFactory(new Fields())
                .setMaxChunkSize(MAX_PIECE));
        this.plain = plain;
    }

    /** The next response is to a request with this method. */
    void requested(boolean head) {
        toHead = head;
        untouched = true;
        sent = false;
    }

    /** The whole request is out. */
    void sent() {
        sent = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        WholeResponse whole = message instanceof ByteBuf in ? plain(in) : null;
        untouched = false;
        if (whole == null) {
            super.channelRead(ctx, message);
        } else {
            ReferenceCountUtil.release(message);
            ctx.fireChannelRead(whole);
        }
    }

    private @Nullable WholeResponse plain(ByteBuf in) {
        PlainResponses reader = plain;
        boolean possible = untouched && sent && !toHead && !hasRemainder();
        return reader != null && possible ? reader.read(in) : null;
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
