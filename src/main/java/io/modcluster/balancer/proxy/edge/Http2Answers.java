package io.modcluster.balancer.proxy.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;

/** Ends streams for which Vert.x has no request, or shall have none any more. */
// Netty's calls return the promise they were given; the stream ends, and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Answers {
    private Http2Answers() {}

    /** Answers with a status and nothing else, if nothing was answered yet, and ends the stream in both directions. */
    static void end(ChannelHandlerContext ctx, Http2ConnectionHandler handler, Http2Stream stream, String status) {
        Http2Error why = Http2Error.CANCEL;
        if (!stream.isHeadersSent()) {
            DefaultHttp2Headers headers = new DefaultHttp2Headers(false);
            headers.status(status).set(HttpHeaderNames.CONTENT_LENGTH, "0");
            // without a body: a client whose window is closed would leave that lying here
            handler.encoder().writeHeaders(ctx, stream.id(), headers, 0, true, ctx.newPromise());
            why = Http2Error.NO_ERROR;
        }
        if (stream.state().remoteSideOpen()) {
            // RFC 9113 section 8.1: the client may stop sending, and what it has got stays good
            handler.encoder().writeRstStream(ctx, stream.id(), why.code(), ctx.newPromise());
        }
    }
}
