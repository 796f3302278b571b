package io.modcluster.balancer.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.handler.codec.http.HttpResponse;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** A response that was read as a whole; its content is its body, empty where there is none. */
final class WholeResponse extends DefaultByteBufHolder {
    private final int status;
    private final String reason;
    private final MultiMap fields;
    private final @Nullable String keepAlive;
    private final boolean persistent;

    /**
     * A response.
     *
     * @param status     200..599
     * @param reason     may be empty; no control characters
     * @param fields     valid ones, in their order
     * @param keepAlive  value of Keep-Alive, or null
     * @param persistent whether the connection may be used again
     * @param body       taken over
     */
    WholeResponse(
            int status, String reason, MultiMap fields, @Nullable String keepAlive, boolean persistent, ByteBuf body) {
        super(body);
        this.status = status;
        this.reason = reason;
        this.fields = fields;
        this.keepAlive = keepAlive;
        this.persistent = persistent;
    }

    /** One that Netty's decoder has made. */
    static WholeResponse of(HttpResponse response, ByteBuf content) {
        return new WholeResponse(
                response.status().code(),
                response.status().reasonPhrase(),
                NodeResponseDecoder.fieldsOf(response),
                response.headers().get(Http1Heads.KEEP_ALIVE),
                Http1Heads.isPersistent(response),
                content);
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }

    MultiMap fields() {
        return fields;
    }

    @Nullable
    String keepAlive() {
        return keepAlive;
    }

    boolean isPersistent() {
        return persistent;
    }
}
