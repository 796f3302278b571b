package io.modcluster.balancer.transport.tunnel;

import io.netty.buffer.ByteBuf;

/**
 * Follows one direction of a WebSocket (RFC 6455 §5.2) only so far as to know where frames end: there, and nowhere else, a
 * close frame can be put in. Looks at lengths, never at payload, and refuses nothing.
 */
final class FrameBoundary {
    private static final int CLOSE = 8;
    private static final int FIXED = 2;
    private static final int MASK = 4;
    /** A longer payload has its length in further bytes. */
    private static final int SHORT = 125;

    private int headerSeen;
    private int headerLength = FIXED;
    private int lengthEnd = FIXED;
    private long left;
    private boolean closing;

    /** Whether a frame may begin here. */
    boolean isBetweenFrames() {
        return headerSeen == 0;
    }

    /** Whether a close frame has begun: nothing may come after it. */
    boolean hasClosed() {
        return closing;
    }

    /** Goes over all of the bytes. */
    void follow(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at >= 0 && at < bytes.writerIndex()) {
            at = nextEnd(bytes, at);
        }
    }

    /**
     * Goes on to the next end of a frame.
     *
     * @param from index of the first byte that was not looked at
     * @return index of the first byte behind that end, or −1 when the bytes end before
     */
    int nextEnd(ByteBuf bytes, int from) {
        int at = from;
        int to = bytes.writerIndex();
        int whole = headerSeen == 0 ? wholeEnd(bytes, at, to) : -1;
        if (whole >= 0) {
            return whole;
        }
        while (at < to) {
            if (headerSeen < headerLength) {
                header(bytes.getUnsignedByte(at++));
            } else {
                int step = (int) Math.min(left, to - at);
                left -= step;
                at += step;
            }
            if (headerSeen == headerLength && left == 0) {
                headerSeen = 0;
                headerLength = FIXED;
                return at;
            }
        }
        return -1;
    }

    /** Where a short frame ends of which all is there, as it mostly is; −1 if there is none. */
    private int wholeEnd(ByteBuf bytes, int at, int to) {
        if (to - at < FIXED) {
            return -1;
        }
        int second = bytes.getByte(at + 1);
        int length = second & 0x7f;
        int end = at + FIXED + (second < 0 ? MASK : 0) + length;
        if (length > SHORT || end > to) {
            return -1;
        }
        closing |= (bytes.getByte(at) & 0x0f) == CLOSE;
        return end;
    }

    private void header(int octet) {
        switch (headerSeen++) {
            case 0 -> closing |= (octet & 0x0f) == CLOSE;
            case 1 -> {
                int length = octet & 0x7f;
                lengthEnd = FIXED + (length == 127 ? Long.BYTES : length == 126 ? Short.BYTES : 0);
                headerLength = lengthEnd + ((octet & 0x80) == 0 ? 0 : MASK);
                left = length < 126 ? length : 0;
            }
            default -> {
                if (headerSeen <= lengthEnd) {
                    left = (left << 8) | octet;
                    if (headerSeen == lengthEnd && left < 0) {
                        // not a length (its highest bit must be 0): this frame has no end that could be known
                        left = Long.MAX_VALUE;
                    }
                }
            }
        }
    }
}
