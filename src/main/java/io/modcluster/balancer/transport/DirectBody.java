package io.modcluster.balancer.transport;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response as a node's connection reads it: pieces in pooled memory, given on without a copy and without a queue.
 * The other way to take a body, {@link NodeResponse#body()}, copies each piece, which is most of what a long body costs.
 *
 * <p>All on the event loop of the node's connection.
 */
public interface DirectBody {
    /** Bytes of a body that is short and was read as a whole with its head, until {@link #takeWhole}; else −1. */
    default int wholeLength() {
        return -1;
    }

    /**
     * The body that has a {@link #wholeLength}, which is the caller's own from now on; else null. Once it was taken nothing of
     * it comes another way, neither pieces nor the end, and {@link NodeResponse#trailers()} are there. Who gets the response
     * takes it before the call returns, or never.
     */
    default @Nullable ByteBuf takeWhole() {
        return null;
    }

    /**
     * Has the pieces given to {@code taker}, if it wants them when the first one is there; else they go the other way. The end
     * and the failure of the body are told by {@link NodeResponse#body()} in both cases, after the last piece.
     */
    void giveTo(Taker taker);

    /** Reads nothing more from the node. What was read already, at most one read of the network, is still given. */
    void pause();

    /** Reads on. */
    void resume();

    /**
     * Gives nothing more to {@code taker}; what still comes of its body is thrown away. Changes nothing once that body has
     * ended: the connection may be at the next one by then, while a client still takes this one.
     */
    void stop(Taker taker);

    /** Who takes the pieces. */
    interface Taker {
        /** Asked once, before the first piece: whether pieces can be taken. */
        boolean begins();

        /** Takes a piece, which is the taker's own from now on. */
        void take(ByteBuf piece);

        /** What has been read at once was given; called after {@link #begins}, and often with no piece in between. */
        void readComplete();
    }
}
