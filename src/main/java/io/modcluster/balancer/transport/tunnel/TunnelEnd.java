package io.modcluster.balancer.transport.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One of the two connections of a {@link Tunnel}: takes what comes in, and keeps it from whoever had the connection. */
// Netty's calls return the promise they were given; a write that fails closes the connection, which is seen
@SuppressWarnings("FutureReturnValueIgnored")
final class TunnelEnd extends ChannelInboundHandlerAdapter {
    private static final int CLOSE_FRAME = 0x88;
    private static final int TWO_BYTES = 2;
    private static final int MASKED = 0x80;
    /** RFC 6455 §7.4.1. */
    private static final int GOING_AWAY = 1001;

    private final Tunnel tunnel;
    /** Of what comes in here; null when it has no frames. */
    private final @Nullable FrameBoundary frames;

    private final LongConsumer counter;
    /** Whether frames that go out here must be masked, as those of clients are. */
    private final boolean masksOutput;

    @SuppressWarnings("NullAway.Init") // joined before it is used
    private TunnelEnd other;

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    /** For writes whose end nobody waits for. */
    @SuppressWarnings("NullAway.Init") // as above
    private ChannelPromise unheard;

    private @Nullable List<ByteBuf> early = new ArrayList<>(1);
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean outputDone;
    private boolean gone;

    TunnelEnd(Tunnel tunnel, @Nullable FrameBoundary frames, LongConsumer counter, boolean masksOutput) {
        this.tunnel = tunnel;
        this.frames = frames;
        this.counter = counter;
        this.masksOutput = masksOutput;
    }

    void joinWith(TunnelEnd end) {
        other = end;
    }

    EventExecutor executor() {
        return ctx.executor();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
        unheard = new VoidChannelPromise(context.channel(), false);
    }

    void start() {
        List<ByteBuf> first = early == null ? List.of() : early;
        early = null;
        if (canHalfClose()) {
            ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        for (ByteBuf bytes : first) {
            received(bytes);
        }
        other.ctx.flush();
        if (other.ctx.channel().isWritable()) {
            ctx.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            // the end of the request that began it all
            ReferenceCountUtil.release(message);
        } else if (early != null) {
            early.add(bytes);
        } else {
            received(bytes);
        }
    }

    private void received(ByteBuf bytes) {
        if (other.outputEnded) {
            bytes.release();
            return;
        }
        tunnel.moved();
        counter.accept(bytes.readableBytes());
        if (frames != null && tunnel.isDismissed()) {
            lastFrame(frames, bytes);
            return;
        }
        if (frames != null) {
            frames.follow(bytes);
        }
        other.write(bytes);
    }

    /** The frame that was under way when the tunnel was dismissed is still passed on, and nothing behind it. */
    private void lastFrame(FrameBoundary frames, ByteBuf bytes) {
        int end = frames.nextEnd(bytes, bytes.readerIndex());
        if (end >= 0) {
            bytes.writerIndex(end);
        }
        other.write(bytes);
        if (end >= 0) {
            other.sayGoodbye();
        }
    }

    private void write(ByteBuf bytes) {
        ctx.write(bytes, unheard);
        if (!ctx.channel().isWritable()) {
            other.ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (early == null) {
            other.ctx.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (early == null && ctx.channel().isWritable()) {
            other.ctx.channel().config().setAutoRead(true);
        }
    }

    /** Passes events on but that of the half-close: what else is there, such as a stop of the server, is not for here. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded();
        } else if (!(event instanceof ChannelInputShutdownReadComplete)) {
            context.fireUserEventTriggered(event);
        }
    }

    private void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            other.endOutput();
            tunnel.halfOpen();
            closeIfDone();
        }
    }

    /** Ends the tunnel's output to this connection, with a close frame where one can be understood. */
    void sayGoodbye() {
        FrameBoundary toHere = other.frames;
        if (outputEnded || (toHere != null && !toHere.isBetweenFrames())) {
            return;
        }
        if (toHere != null && !toHere.hasClosed()) {
            ctx.write(closeFrame());
        }
        endOutput();
    }

    private ByteBuf closeFrame() {
        ByteBuf frame = ctx.alloc().buffer(8).writeByte(CLOSE_FRAME);
        if (!masksOutput) {
            return frame.writeByte(TWO_BYTES).writeShort(GOING_AWAY);
        }
        int mask = ThreadLocalRandom.current().nextInt();
        return frame.writeByte(MASKED | TWO_BYTES).writeInt(mask).writeShort(GOING_AWAY ^ (mask >>> 16));
    }

    /** Nothing more goes out here, once all that was written has gone. What still comes for here is thrown away. */
    private void endOutput() {
        if (outputEnded) {
            return;
        }
        outputEnded = true;
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> outputDone());
        other.ctx.channel().config().setAutoRead(true);
    }

    private void outputDone() {
        outputDone = true;
        closeIfDone();
        if (gone) {
            return;
        }
        if (canHalfClose()) {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
        } else if (!tunnel.isDismissed()) {
            // TLS ends both directions at once; a goodbye waits for its answer until the time is up
            ctx.close();
        }
    }

    private void closeIfDone() {
        if (outputDone && (inputEnded || other.gone) && !gone) {
            ctx.close();
        }
    }

    private boolean canHalfClose() {
        Channel channel = ctx.channel();
        return channel instanceof DuplexChannel && ctx.pipeline().get(SslHandler.class) == null;
    }

    void close() {
        ctx.close();
    }

    /** A number that changes when bytes that were written leave for the network. */
    long pending() {
        Channel channel = ctx.channel();
        return channel.bytesBeforeWritable() - channel.bytesBeforeUnwritable();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        gone = true;
        inputEnded = true;
        outputEnded = true;
        tunnel.endGone();
        other.otherGone();
        context.fireChannelInactive();
    }

    private void otherGone() {
        endOutput();
        closeIfDone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // a reset, in most cases: the connection is of no use, and the end of it tells the rest
        context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (early != null) {
            early.forEach(ReferenceCountUtil::release);
            early = null;
        }
    }
}
