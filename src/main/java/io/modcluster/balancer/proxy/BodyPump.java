package io.modcluster.balancer.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves a body from one side to the other, no faster than the other side takes it, and counts it. Ends the other side only
 * when asked to: a body that breaks must not look complete.
 */
final class BodyPump {
    private final ReadStream<Buffer> from;
    private final WriteStream<Buffer> to;
    private final LongConsumer counter;
    private @Nullable SlowReader reader;
    private long whole = -1;
    private @Nullable Buffer held;
    private boolean stopped;

    BodyPump(ReadStream<Buffer> from, WriteStream<Buffer> to, LongConsumer counter) {
        this.from = from;
        this.to = to;
        this.counter = counter;
    }

    /** Has this told when the other side is behind. Before {@link #start}. */
    void watch(SlowReader slowReader) {
        reader = slowReader;
    }

    /** Holds a first piece of so many bytes, which is the whole body, until {@link #takeHeld}. Before {@link #start}. */
    void hold(long length) {
        whole = length;
    }

    /** What is held, once; or null. */
    @Nullable
    Buffer takeHeld() {
        Buffer piece = held;
        held = null;
        return piece;
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
        if (stopped) {
            return;
        }
        counter.accept(piece.length());
        if (stopped) {
            // that was one too many
            return;
        }
        if (piece.length() == whole) {
            held = piece;
            return;
        }
        whole = -1;
        to.write(piece);
        if (to.writeQueueFull()) {
            from.pause();
            if (reader != null) {
                reader.behind();
            }
            to.drainHandler(drained -> {
                if (!stopped) {
                    if (reader != null) {
                        reader.caughtUp();
                    }
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
