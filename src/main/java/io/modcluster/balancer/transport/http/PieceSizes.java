package io.modcluster.balancer.transport.http;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How much is read at once from a node's connection. Netty stops at 64 KiB; with four times as much a body of 100 KiB is one
 * read and one write, which saves a sixth of its CPU. What is read is memory until the client has taken it, so only a body that
 * goes straight to a client that keeps up is read that way; and the first piece of the one behind it.
 */
final class PieceSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int FIRST = 2048;
    /** Vert.x queues up to 8 pieces before it stops reading: 8 × 16 KiB = 128 KiB for a client that does not. */
    private static final int COPIED = 16 * 1024;

    private static final int BEHIND = 64 * 1024;
    private static final int DIRECT = 256 * 1024;

    private final DirectPieces pieces;

    PieceSizes(DirectPieces pieces) {
        this.pieces = pieces;
    }

    /** Most to read at once. */
    private int most() {
        if (pieces.isCopied()) {
            return COPIED;
        }
        return pieces.wasBehind() ? BEHIND : DIRECT;
    }

    // a handle is asked for as what epoll needs, which the superclass gives
    @SuppressWarnings("deprecation")
    @Override
    public Handle newHandle() {
        return new Sized();
    }

    private final class Sized extends MaxMessageHandle {
        private int next = FIRST;

        @Override
        public int guess() {
            return Math.min(next, most());
        }

        /** Four times as much after a full read; half as much after one that was less than a quarter. */
        @Override
        public void lastBytesRead(int bytes) {
            if (bytes > 0 && bytes == attemptedBytesRead()) {
                next = Math.max(next, Math.min(bytes * 4, most()));
            } else if (bytes > 0 && bytes < next / 4) {
                next = Math.max(FIRST, next / 2);
            }
            super.lastBytesRead(bytes);
        }
    }
}
