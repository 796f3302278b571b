package io.modcluster.balancer.transport.ajp;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.IntSupplier;

/**
 * How much is read at once from a node's connection: more after a full read, less after one that was far from it. What is read
 * is memory until the client has taken it.
 */
final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int FIRST = 2048;

    private final IntSupplier most;

    /** Asks before each read how much it may be at most. */
    ReadSizes(IntSupplier most) {
        this.most = most;
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
            return Math.min(next, most.getAsInt());
        }

        @Override
        public void lastBytesRead(int bytes) {
            if (bytes > 0 && bytes == attemptedBytesRead()) {
                next = Math.max(next, Math.min(bytes * 4, most.getAsInt()));
            } else if (bytes > 0 && bytes < next / 4) {
                next = Math.max(FIRST, next / 2);
            }
            super.lastBytesRead(bytes);
        }
    }
}
