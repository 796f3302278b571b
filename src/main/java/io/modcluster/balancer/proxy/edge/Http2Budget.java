package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How many frames that carry nothing of a message a connection may send: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA
 * and unknown ones cost us an answer or a look, and the client next to nothing.
 *
 * <p>So many within 30 s, and some more for each request, and each piece of a response: a client that measures the line
 * sends a PING for what it gets, one that reads sends WINDOW_UPDATEs. On the connection's event loop.
 */
// Netty's calls return the promise they were given
@SuppressWarnings("FutureReturnValueIgnored")
final class Http2Budget extends ChannelOutboundHandlerAdapter {
    static final String NAME = "http2Budget";
    /** RFC 9113 section 4.1: length, type, flags, stream. */
    private static final int FRAME_HEADER = 9;

    private static final int TYPE = 3;
    private static final int HEADERS = 1;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FOR_REQUEST = 20;
    private static final int FOR_PIECE = 4;
    /** What is saved up does not last for ever. */
    private static final int MOST_SAVED = 100_000;

    private final int allowance;
    private final EventExecutor loop;
    private long windowStart;
    private int left;

    Http2Budget(int allowance, EventExecutor loop) {
        this.allowance = allowance;
        this.loop = loop;
        this.windowStart = loop.ticker().nanoTime();
        this.left = allowance;
    }

    /** A frame of this kind came; fails when it is one too many, which ends the connection. */
    void spend() throws Http2Exception {
        if (--left < 0 && !isRefilled()) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "more than %d frames without content in 30 s", allowance);
        }
    }

    private boolean isRefilled() {
        long now = loop.ticker().nanoTime();
        if (now - windowStart < WINDOW_NANOS) {
            return false;
        }
        windowStart = now;
        left = allowance - 1;
        return true;
    }

    /** A request came. */
    void earnRequest() {
        left = Math.min(MOST_SAVED, left + FOR_REQUEST);
    }

    /** Frames of responses earn; answers to PING and SETTINGS do not, or each would pay for the next. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes
                && bytes.readableBytes() >= FRAME_HEADER
                && (bytes.getByte(bytes.readerIndex() + TYPE) & 0xff) <= HEADERS) {
            left = Math.min(MOST_SAVED, left + FOR_PIECE);
        }
        ctx.write(message, promise);
    }
}
