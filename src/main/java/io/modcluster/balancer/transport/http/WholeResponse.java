package io.modcluster.balancer.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
// What Vert.x makes of bytes of the network itself; see NodeBody.
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * A response that was read as a whole.
 *
 * @param status     200..599
 * @param reason     may be empty; no control characters
 * @param fields     valid ones, in their order
 * @param keepAlive  value of Keep-Alive, or null
 * @param persistent whether the connection may be used again
 * @param body       empty where there is none
 */
record WholeResponse(
        int status, String reason, MultiMap fields, @Nullable String keepAlive, boolean persistent, Buffer body) {
    /** One that Netty's decoder has made; the content is released. */
    static WholeResponse of(HttpResponse response, ByteBuf content) {
        return new WholeResponse(
                response.status().code(),
                response.status().reasonPhrase(),
                NodeResponseDecoder.fieldsOf(response),
                response.headers().get(Http1Heads.KEEP_ALIVE),
                Http1Heads.isPersistent(response),
                BufferInternal.safeBuffer(content));
    }
}
