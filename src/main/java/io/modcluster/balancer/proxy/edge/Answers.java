package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Writes refusals; none of the texts holds anything that a client sent. */
final class Answers {
    private static final String TEXT = "text/plain;charset=us-ascii";

    private Answers() {}

    /** What to say about a head that the decoder gave up on. */
    static Refused refusalOf(@Nullable Throwable cause) {
        if (cause instanceof BadRequest bad) {
            return bad.refused();
        }
        if (cause instanceof TooLongHttpLineException) {
            return Refused.closing(414, "request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Refused.closing(431, "request headers are too large");
        }
        // Netty's texts quote the client, so they are not passed on
        return Refused.closing(400, "malformed request");
    }

    static void write(HttpServerRequest request, Refused refused) {
        HttpServerResponse response = request.response();
        response.setStatusCode(refused.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, TEXT)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (refused.allow() != null) {
            response.putHeader(HttpHeaders.ALLOW, refused.allow());
        }
        if (refused.close()) {
            StrictHttpEdge.endAfterResponse(request);
        }
        request.resume();
        response.end(refused.reason() + '\n').onComplete(written -> Http2Edge.endUpload(request));
    }

    /** The same answer as bytes, for when there is no request to answer to. */
    static ByteBuf bytesOf(ByteBufAllocator allocator, Refused refused) {
        String body = refused.reason() + '\n';
        return ByteBufUtil.writeAscii(
                allocator,
                "HTTP/1.1 " + HttpResponseStatus.valueOf(refused.status()) + "\r\nconnection: close\r\ncontent-type: "
                        + TEXT + "\r\ncache-control: no-store\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
    }
}
