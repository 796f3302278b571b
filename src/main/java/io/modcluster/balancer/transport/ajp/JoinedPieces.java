package io.modcluster.balancer.transport.ajp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/** Pieces of a body as one, without a copy: nodes cut it into packets of 8 KiB, and each write is a call of the system. */
final class JoinedPieces {
    /** More are copied together: nodes may cut a body into crumbs, and each is an object here. */
    private static final int MOST_JOINED = 256;

    private @Nullable ByteBuf only;
    private @Nullable CompositeByteBuf joined;

    boolean isEmpty() {
        return only == null && joined == null;
    }

    /** Takes a piece over. */
    void add(ByteBuf piece) {
        ByteBuf before = only;
        if (joined != null) {
            joined.addComponent(true, piece);
        } else if (before == null) {
            only = piece;
        } else {
            only = null;
            joined = piece.alloc().compositeBuffer(MOST_JOINED);
            joined.addComponent(true, before).addComponent(true, piece);
        }
    }

    /** All that was added since, for the caller to keep; null for nothing. */
    @Nullable
    ByteBuf take() {
        ByteBuf data = joined == null ? only : joined;
        only = null;
        joined = null;
        return data;
    }

    /** Throws away what was added. */
    void drop() {
        ByteBuf data = take();
        if (data != null) {
            data.release();
        }
    }
}
