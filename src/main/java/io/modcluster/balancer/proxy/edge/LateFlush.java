package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Lets what the streams of an HTTP/2 connection have to say in one turn of the event loop leave together: one record of TLS
 * and one call of the system, where Vert.x flushes for each response. A flush waits until all that was ready to be read has
 * been read, unless as much waits as Netty holds to be enough, or a GOAWAY, after which nothing more is to be read. A flush
 * without anything new, which Netty does after each read, does nothing. On the connection's event loop.
 */
// Netty's calls return the promise they were given
@SuppressWarnings("FutureReturnValueIgnored")
final class LateFlush extends ChannelOutboundHandlerAdapter {
    static final String NAME = "lateFlush";
    /** RFC 9113 section 4.1: where the type is in the header of a frame. */
    private static final int TYPE = 3;

    private static final int HEADER = 9;
    private static final int GOAWAY = 7;

    private final Runnable later = this::flushNow;

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    /** What was written before this stood may not have been flushed. */
    private boolean written = true;

    private boolean urgent;
    private boolean waiting;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        written = true;
        // what is in a body may look like one, too: then it just goes out at once
        urgent |= message instanceof ByteBuf bytes
                && bytes.readableBytes() >= HEADER
                && bytes.getByte(bytes.readerIndex() + TYPE) == GOAWAY;
        context.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!written) {
            return;
        }
        if (urgent || !context.channel().isWritable()) {
            flushNow();
        } else if (!waiting) {
            waiting = true;
            context.executor().execute(later);
        }
    }

    private void flushNow() {
        waiting = false;
        if (written) {
            written = false;
            urgent = false;
            ctx.flush();
        }
    }

    /** What was to go out goes before the end. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (waiting) {
            flushNow();
        }
        context.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (waiting) {
            flushNow();
        }
    }
}
