package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.NodeExchange;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.LongConsumer;

/**
 * Moves the body of a request to a node, no faster than the node takes it, and counts it. Pieces come as buffers, or as the bytes
 * that were read, which go on without a copy. On the event loop of the request.
 */
final class UploadPump {
    private final ReadStream<Buffer> from;
    private final NodeExchange to;
    private final LongConsumer counter;
    private boolean stopped;

    UploadPump(ReadStream<Buffer> from, NodeExchange to, LongConsumer counter) {
        this.from = from;
        this.to = to;
        this.counter = counter;
    }

    /** Starts; {@code ended} is called after the last piece, never after {@link #stop}. */
    void start(Runnable ended) {
        from.handler(this::move);
        from.endHandler(end -> {
            if (!stopped) {
                stopped = true;
                ended.run();
            }
        });
        from.resume();
    }

    private void move(Buffer piece) {
        if (isMoved(piece.length())) {
            to.write(piece);
            waitIfFull();
        }
    }

    /** Moves a piece as it was read, and takes it over. */
    void take(ByteBuf piece) {
        if (isMoved(piece.readableBytes())) {
            to.take(piece);
            waitIfFull();
        } else {
            piece.release();
        }
    }

    /** Counts a piece; it may be one too many. */
    private boolean isMoved(int bytes) {
        if (!stopped) {
            counter.accept(bytes);
        }
        return !stopped;
    }

    private void waitIfFull() {
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> {
                if (!stopped) {
                    from.resume();
                }
            });
        }
    }

    /** Moves nothing more. The source stays as it is. */
    void stop() {
        stopped = true;
    }
}
