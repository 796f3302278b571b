package io.modcluster.balancer.proxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The body of a response, of which a short one can be held until its end. */
final class BodyPump extends Pump<WriteStream<Buffer>> {
    private @Nullable SlowReader reader;
    private long whole = -1;
    private @Nullable Buffer held;

    BodyPump(ReadStream<Buffer> from, WriteStream<Buffer> to, LongConsumer counter) {
        super(from, to, counter);
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

    @Override
    void move(Buffer piece) {
        if (!goesOn(piece.length())) {
            return;
        }
        if (piece.length() == whole) {
            held = piece;
            return;
        }
        whole = -1;
        to().write(piece);
        waitIfFull();
    }

    @Override
    void behind() {
        if (reader != null) {
            reader.behind();
        }
    }

    @Override
    void caughtUp() {
        if (reader != null) {
            reader.caughtUp();
        }
    }
}
