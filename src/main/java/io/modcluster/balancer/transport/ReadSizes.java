package io.modcluster.balancer.transport;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import java.util.function.IntSupplier;

/**
 * How much is read at once from a connection: four times as much after a full read, half as much after one that was less than a
 * quarter. Netty stops at 64 KiB; where a body of 100 KiB is one read and one write, that saves a sixth of its CPU. What is read is
 * memory until the other side has taken it, so who uses this says before each read how much it may be.
 *
 * <p>For one connection; on its event loop.
 */
public final class ReadSizes extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int FIRST = 2048;

    private final IntSupplier most;

    /**
     * Sizes of reads.
     *
     * @param most asked before each read that may be longer than 2 KiB how many bytes it may be at most, 2 KiB or more
     */
    public ReadSizes(IntSupplier most) {
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
            // most are short, and need not ask
            return next == FIRST ? FIRST : Math.min(next, most.getAsInt());
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
