package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
// What Vert.x makes of bytes of the network itself: one copy, and nothing to release. BodiesIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a request's body and is not wanted yet: what came with its head as it was read, and copies of what came
 * behind that. Belongs to one event loop.
 */
final class HeldBody {
    static final int MOST_PIECES = 16;
    static final int MOST_BYTES = 64 * 1024;

    private @Nullable ByteBuf first;
    private @Nullable Deque<Buffer> rest;
    private int bytes;

    boolean isEmpty() {
        return first == null && rest == null;
    }

    /** Whether no more should come. */
    boolean isFull() {
        return bytes >= MOST_BYTES || (rest != null && rest.size() >= MOST_PIECES);
    }

    /** Takes what came with the head. Before anything else. */
    void addFirst(ByteBuf piece) {
        first = piece;
        bytes = piece.readableBytes();
    }

    /** Takes a piece over, and copies it. */
    void add(ByteBuf piece) {
        Deque<Buffer> pieces = rest == null ? new ArrayDeque<>(4) : rest;
        rest = pieces;
        bytes += piece.readableBytes();
        pieces.add(BufferInternal.safeBuffer(piece));
    }

    /** What came with the head, once; the caller's own. Null when that is gone or nothing came with it. */
    @Nullable
    ByteBuf takeFirst() {
        ByteBuf piece = first;
        first = null;
        bytes -= piece == null ? 0 : piece.readableBytes();
        return piece;
    }

    /** All there is, where that came with the head; else null, and it stays. */
    @Nullable
    ByteBuf takeOnly() {
        return rest == null ? takeFirst() : null;
    }

    /** The next piece behind the first, or null. */
    @Nullable
    Buffer poll() {
        Deque<Buffer> pieces = rest;
        if (pieces == null) {
            return null;
        }
        Buffer piece = pieces.remove();
        bytes -= piece.length();
        if (pieces.isEmpty()) {
            rest = null;
        }
        return piece;
    }

    /** Throws all away. */
    void drop() {
        ByteBuf piece = takeFirst();
        if (piece != null) {
            piece.release();
        }
        rest = null;
        bytes = 0;
    }
}
