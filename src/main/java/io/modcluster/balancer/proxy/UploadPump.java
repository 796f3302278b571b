package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.NodeExchange;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.LongConsumer;

/** The body of a request. Pieces come as buffers, or as the bytes that were read, which go on without a copy. */
final class UploadPump extends Pump<NodeExchange> {
    UploadPump(ReadStream<Buffer> from, NodeExchange to, LongConsumer counter) {
        super(from, to, counter);
    }

    @Override
    void move(Buffer piece) {
        if (goesOn(piece.length())) {
            to().write(piece);
            waitIfFull();
        }
    }

    /** Moves a piece as it was read, and takes it over. */
    void take(ByteBuf piece) {
        if (goesOn(piece.readableBytes())) {
            to().take(piece);
            waitIfFull();
        } else {
            piece.release();
        }
    }
}
