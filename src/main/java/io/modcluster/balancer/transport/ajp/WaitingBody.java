package io.modcluster.balancer.transport.ajp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Bytes of a request's body that wait until the node asks for them, as they were read. Belongs to one event loop. */
final class WaitingBody {
    /** Each piece keeps what was read with it, which may be far longer: so many do, then short ones are copied together. */
    private static final int MOST_KEPT = 16;

    /** A longer piece is worth what it keeps: half of what is read at once at least, or the next read is shorter. */
    private static final int SHORT = 2048;

    private static final int COLLECTED = 16 * 1024;

    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(4);
    /** The last of them, where it is memory of this, which more can be appended to. */
    private @Nullable ByteBuf collecting;

    private int length;

    /** Bytes that wait. */
    int length() {
        return length;
    }

    /** Takes a piece over, which is not empty. */
    void add(ByteBuf piece, ByteBufAllocator memory) {
        int count = piece.readableBytes();
        length += count;
        if (count > SHORT || pieces.size() < MOST_KEPT) {
            collecting = null;
            pieces.add(piece);
            return;
        }
        ByteBuf last = collecting;
        if (last == null || last.writableBytes() < count) {
            last = memory.directBuffer(COLLECTED);
            pieces.add(last);
            collecting = last;
        }
        last.writeBytes(piece);
        piece.release();
    }

    /** The first bytes that wait, {@code most} at most, for the caller to keep. There are some. */
    ByteBuf next(int most) {
        ByteBuf first = pieces.element();
        if (first.readableBytes() > most) {
            length -= most;
            return first.readRetainedSlice(most);
        }
        length -= first.readableBytes();
        remove();
        return first;
    }

    /** Moves so many bytes to the end of {@code packet}. There are as many. */
    void copyTo(ByteBuf packet, int count) {
        length -= count;
        int open = count;
        while (open > 0) {
            ByteBuf first = pieces.element();
            int part = Math.min(open, first.readableBytes());
            packet.writeBytes(first, part);
            open -= part;
            if (!first.isReadable()) {
                remove();
                first.release();
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very piece is the open one
    private void remove() {
        if (pieces.remove() == collecting) {
            collecting = null;
        }
    }

    /** Throws away what waits. */
    void drop() {
        collecting = null;
        length = 0;
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
    }
}
