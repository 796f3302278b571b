package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Sees what goes out, and counts what comes in: how many frames that carry nothing of a message a connection may send: PING, SETTINGS, PRIORITY, WINDOW_UPDATE, empty DATA
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
    private static final int STREAM = 5;
    private static final int DATA = 0;
    private static final int HEADERS = 1;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FOR_REQUEST = 20;
    private static final int FOR_PIECE = 4;
    /** What is saved up does not last for ever. */
    private static final int MOST_SAVED = 100_000;

    private final int allowance;
    private final EventExecutor loop;
    private final IntConsumer sent;
    /** Bytes of the frame whose header went out last that are still to come: they begin no frame. */
    private int frameLeft;

    private long windowStart;
    private int left;

    /**
     * Nothing is spent.
     *
     * @param sent told of each stream of which bytes of a body go out
     */
    Http2Budget(int allowance, EventExecutor loop, IntConsumer sent) {
        this.sent = sent;
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
        if (message instanceof ByteBuf bytes) {
            if (frameLeft > 0) {
                frameLeft -= bytes.readableBytes();
            } else if (bytes.readableBytes() >= FRAME_HEADER) {
                frameBegins(bytes);
            }
        }
        ctx.write(message, promise);
    }

    private void frameBegins(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int length = bytes.getUnsignedMedium(at);
        int type = bytes.getByte(at + TYPE) & 0xff;
        frameLeft = FRAME_HEADER + length - bytes.readableBytes();
        if (type <= HEADERS) {
            left = Math.min(MOST_SAVED, left + FOR_PIECE);
        }
        if (type == DATA && length > 0) {
            sent.accept(bytes.getInt(at + STREAM));
        }
    }
}
