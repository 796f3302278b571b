package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends an HTTP/2 connection such that the answers on their way arrive (RFC 9112 section 9.6, which holds for any protocol on
 * TCP): a client that reads sends WINDOW_UPDATEs, and a socket that is closed meets them with a reset, upon which the kernel
 * throws away what it has not sent yet. So first only our half is closed, and what comes is read and dropped until the client
 * closes, is silent for 5 s, or 30 s are over, as nginx has it. Whoever closes a second time, such as a server whose time to
 * stop is up, closes at once; so do connections with streams that are not at their end, which nobody waits for.
 *
 * <p>First in the pipeline, below TLS. On the connection's event loop.
 */
// Netty's calls return the promise they were given; the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class LingeringClose extends ChannelDuplexHandler {
    static final String NAME = "lingeringClose";
    private static final long SILENCE_SECONDS = 5;
    private static final int MOST_PERIODS = 6;
    /** What is read for nothing; more than a client has under way that was told to stop. */
    private static final int MOST_DROPPED = 1 << 20;

    private final Http2ConnectionHandler handler;
    private @Nullable Future<?> end;
    private int periods;
    private int dropped;
    private boolean heard;

    LingeringClose(Http2ConnectionHandler handler) {
        this.handler = handler;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (end != null || !mayLinger(ctx)) {
            ctx.close(promise);
            return;
        }
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        linger(ctx);
    }

    private boolean mayLinger(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer unsent = ctx.channel().unsafe().outboundBuffer();
        return ctx.channel() instanceof DuplexChannel channel
                && channel.isActive()
                && handler.connection().numActiveStreams() == 0
                && unsent != null
                && unsent.isEmpty();
    }

    private void linger(ChannelHandlerContext ctx) {
        Future<?> turns = ctx.executor()
                .scheduleAtFixedRate(() -> periodOver(ctx), SILENCE_SECONDS, SILENCE_SECONDS, TimeUnit.SECONDS);
        end = turns;
        ctx.channel().closeFuture().addListener(closed -> turns.cancel(false));
        ((DuplexChannel) ctx.channel()).shutdownOutput().addListener(said -> {
            if (!said.isSuccess()) {
                ctx.close();
            }
        });
        ctx.channel().config().setAutoRead(true);
    }

    private void periodOver(ChannelHandlerContext ctx) {
        periods++;
        if (!heard || periods == MOST_PERIODS) {
            ctx.close();
        }
        heard = false;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (end == null) {
            ctx.fireChannelRead(message);
            return;
        }
        heard = true;
        dropped += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
        ReferenceCountUtil.release(message);
        if (dropped > MOST_DROPPED) {
            ctx.close();
        }
    }
}
