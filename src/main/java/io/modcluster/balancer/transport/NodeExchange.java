package io.modcluster.balancer.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/**
 * One request to a node and its response. What is written to it is the body of the request; {@code end} ends that body.
 *
 * <p>The exchange is over when both the request and the response have ended, when it failed, or when it was cancelled.
 */
public interface NodeExchange extends WriteStream<Buffer> {
    /**
     * Sends the head of {@code request}, and with {@link BodyFraming#NONE} the whole request. To be called once.
     *
     * <p>With a body the head may wait for the first bytes of it; {@link #flushHead} makes it go. The time for the head of
     * the response counts from the end of the request; before that only a standstill of the whole exchange ends it.
     *
     * @param to told what comes of it; {@code failed} may be called before this returns
     * @throws RuntimeException if the request cannot be sent; then nothing was
     */
    void send(NodeRequest request, NodeAnswer to);

    /** Whether the node can be told that trailers are welcome ({@code TE: trailers}). */
    default boolean takesTrailers() {
        return false;
    }

    /** Sends the head if it is still waiting for body bytes. */
    void flushHead();

    /** As {@link #flushHead}, but not before what is being read of the client now has been read: its body may be in it. */
    default void flushHeadSoon() {
        flushHead();
    }

    /** As {@link #write} with bytes of the network, which it takes over. */
    default void take(ByteBuf piece) {
        Buffer copy = Buffer.buffer(ByteBufUtil.getBytes(piece));
        piece.release();
        write(copy);
    }

    /** Ends an exchange that is not over: its connection is not used again. Otherwise does nothing. */
    void cancel();

    /** Ignored where it is what Netty has for each connection. */
    @Override
    default NodeExchange setWriteQueueMaxSize(int maxSize) {
        return this;
    }

    /** Ignored: failures come with what was given to {@code send} or with the body of the response. */
    @Override
    default NodeExchange exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
