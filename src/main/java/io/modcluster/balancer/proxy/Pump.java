package io.modcluster.balancer.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;

/**
 * Moves a body from one side to the other, no faster than the other side takes it, and counts it. Does not end the other side:
 * a body that breaks must not look complete. On the event loop of the request.
 */
abstract class Pump<T extends WriteStream<Buffer>> {
    private final ReadStream<Buffer> from;
    private final T to;
    private final LongConsumer counter;
    private boolean stopped;

    Pump(ReadStream<Buffer> from, T to, LongConsumer counter) {
        this.from = from;
        this.to = to;
        this.counter = counter;
    }

    /** Starts; {@code ended} is called after the last piece, never after {@link #stop}. */
    final void start(Runnable ended) {
        from.handler(this::move);
        from.endHandler(end -> {
            if (!stopped) {
                stopped = true;
                ended.run();
            }
        });
        from.resume();
    }

    /** A piece came. */
    abstract void move(Buffer piece);

    final T to() {
        return to;
    }

    /** Counts a piece; whether it goes on: not one that is one too many. */
    final boolean goesOn(int bytes) {
        if (!stopped) {
            counter.accept(bytes);
        }
        return !stopped;
    }

    final void waitIfFull() {
        if (to.writeQueueFull()) {
            from.pause();
            behind();
            to.drainHandler(drained -> {
                if (!stopped) {
                    caughtUp();
                    from.resume();
                }
            });
        }
    }

    /** The other side is behind. */
    void behind() {
        // nobody has to know
    }

    /** It no longer is. */
    void caughtUp() {
        // nobody has to know
    }

    /** Moves nothing more. The source stays as it is. */
    final void stop() {
        stopped = true;
    }
}
