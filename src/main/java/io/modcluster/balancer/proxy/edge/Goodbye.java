package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The end of a connection, so that what was said last arrives. On its event loop. */
// Netty's calls return the promise they were given; the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class Goodbye {
    static final Refused TOO_SLOW = Refused.closing(408, "request head took too long");
    static final Refused TOO_SLOW_BODY = Refused.closing(408, "request body came too slowly");
    static final Refused BROKEN_BODY = Refused.closing(400, "request body framing is broken");

    /** How long input is still read and thrown away after the last answer; unread bytes would make the kernel reset it. */
    private static final long LINGER_MILLIS = 1000;

    private Goodbye() {}

    /** Not with TLS: there the end must be said inside the protocol, which {@code close} does. */
    static boolean canHalfClose(ChannelHandlerContext ctx) {
        return ctx.channel() instanceof DuplexChannel channel
                && channel.isActive()
                && ctx.pipeline().get(SslHandler.class) == null;
    }

    /** Says that nothing more comes, and closes when the client has, or a moment later. */
    static void linger(ChannelHandlerContext ctx) {
        ((DuplexChannel) ctx.channel()).shutdownOutput();
        ctx.channel().config().setAutoRead(true);
        Future<?> end = ctx.executor().schedule(() -> ctx.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> end.cancel(false));
    }

    /** Answers past the response encoder, which expects Vert.x to be the one who answers. */
    static void answer(ChannelHandlerContext ctx, Refused refused) {
        ChannelHandlerContext encoder = ctx.pipeline().context(HttpResponseEncoder.class);
        (encoder == null ? ctx : encoder).writeAndFlush(Answers.bytesOf(ctx.alloc(), refused));
    }
}
