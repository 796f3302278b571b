package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.domain.Token;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/**
 * Sees each frame of a connection before Vert.x does: counts those that carry nothing, times those of bodies, and refuses
 * heads that Vert.x would fail on or pass on as they are. Netty has checked by then what RFC 9113 section 8 asks of names,
 * values, order and Content-Length. On the connection's event loop.
 */
final class Http2Watch extends Http2FrameListenerDecorator {
    private final Http2ConnectionHandler handler;
    private final int maxHeaders;
    private final Http2Budget budget;
    private final Http2Clock clock;
    /** Which streams had their head: what comes after it are trailers. */
    private final Http2Connection.PropertyKey headKey;

    Http2Watch(
            Http2ConnectionHandler handler,
            Http2FrameListener vertx,
            int maxHeaders,
            Http2Budget budget,
            Http2Clock clock) {
        super(vertx);
        this.handler = handler;
        this.maxHeaders = maxHeaders;
        this.budget = budget;
        this.clock = clock;
        this.headKey = handler.connection().newKey();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (isTaken(ctx, streamId, headers, endOfStream)) {
            super.onHeadersRead(ctx, streamId, headers, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (isTaken(ctx, streamId, headers, endOfStream)) {
            super.onHeadersRead(ctx, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
        }
    }

    private boolean isTaken(ChannelHandlerContext ctx, int streamId, Http2Headers headers, boolean endOfStream)
            throws Http2Exception {
        Http2Stream stream = handler.connection().stream(streamId);
        if (stream.setProperty(headKey, Boolean.TRUE) != null) {
            clock.uploadEnded(stream);
            return true;
        }
        budget.earnRequest();
        if (headers.size() > maxHeaders) {
            Http2Answers.end(ctx, handler, stream, "431");
            return false;
        }
        if (!isMeant(headers)) {
            throw Http2Exception.streamError(streamId, Http2Error.PROTOCOL_ERROR, "method or scheme is none");
        }
        if (!endOfStream) {
            clock.uploadBegins(stream, headers.contains(HttpHeaderNames.EXPECT));
        }
        return true;
    }

    /** Vert.x fails with the whole connection on a method that is no token, and looks at no scheme. */
    private static boolean isMeant(Http2Headers headers) {
        CharSequence method = headers.method();
        if (method != null) {
            for (int i = 0; i < method.length(); i++) {
                if (!Token.isTokenChar(method.charAt(i))) {
                    return false;
                }
            }
        }
        CharSequence scheme = headers.scheme();
        return scheme == null || "https".contentEquals(scheme) || "http".contentEquals(scheme);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        Http2Stream stream = handler.connection().stream(streamId);
        int bytes = data.readableBytes();
        if (endOfStream) {
            clock.uploadEnded(stream);
        } else if (bytes == 0) {
            budget.spend();
        } else {
            clock.uploadCame(stream, bytes);
        }
        return super.onDataRead(ctx, streamId, data, padding, endOfStream);
    }

    @Override
    public void onPriorityRead(
            ChannelHandlerContext ctx, int streamId, int streamDependency, short weight, boolean exclusive)
            throws Http2Exception {
        // deprecated (RFC 9113 section 5.3), and nothing here is ordered by it
        budget.spend();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        budget.spend();
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        budget.spend();
        super.onPingRead(ctx, data);
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement)
            throws Http2Exception {
        budget.spend();
        if (streamId == Http2CodecUtil.CONNECTION_STREAM_ID) {
            clock.windowGiven();
        }
        super.onWindowUpdateRead(ctx, streamId, windowSizeIncrement);
    }

    @Override
    public void onUnknownFrame(
            ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        // to be ignored (RFC 9113 section 4.1)
        budget.spend();
    }
}
