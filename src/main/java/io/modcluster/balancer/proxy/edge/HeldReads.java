package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.StrictRequestDecoder.Intake;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannelConfig;
import io.netty.handler.ssl.SslHandler;

/** Whether one connection is read from: not while a request waits for its turn, and not after its end. On its event loop. */
// Netty's calls return the promise they were given; the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class HeldReads {
    private boolean held;
    private boolean inputEnded;

    /** While a pipelined request is held, further bytes stay in the kernel. Vert.x switches reads, too: it decides first. */
    void holdWhile(ChannelHandlerContext ctx, StrictRequestDecoder decoder) {
        ChannelConfig config = ctx.channel().config();
        if (decoder.intake() == Intake.HELD && decoder.isInsideHead() && config.isAutoRead()) {
            held = true;
            config.setAutoRead(false);
        }
    }

    void release(ChannelHandlerContext ctx) {
        if (held && !inputEnded) {
            // after its end nothing is to be read, and epoll fails when asked to
            held = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    /** The client has said that it sends nothing more, and waits for answers. */
    void inputEnded() {
        inputEnded = true;
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Makes the end of input an event of its own. Not with TLS, which says its end inside the protocol. */
    static void answerHalfClosed(ChannelHandlerContext ctx) {
        if (ctx.channel().config() instanceof DuplexChannelConfig config
                && ctx.pipeline().get(SslHandler.class) == null) {
            config.setAllowHalfClosure(true);
        }
    }

    /** What the connection becomes expects the end of input to be the end of it. */
    void handOver(ChannelHandlerContext ctx) {
        if (ctx.channel().config() instanceof DuplexChannelConfig config && config.isAllowHalfClosure()) {
            config.setAllowHalfClosure(false);
            if (inputEnded) {
                ctx.close();
            }
        }
    }
}
