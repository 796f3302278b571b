package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;

/** Watches a connection whose requests Vert.x serves: it sees the responses as they go to the encoder. */
// Netty's calls return the promise they were given; where none was, the channel is being closed and nobody waits.
@SuppressWarnings("FutureReturnValueIgnored")
final class VertxWatch extends ConnectionWatch {
    private boolean switching;

    VertxWatch(StrictRequestDecoder decoder, EdgeLimits limits, Consumer<Refused> lateHead) {
        super(decoder, limits, lateHead);
    }

    @Override
    void deliver(ChannelHandlerContext ctx, Object message) {
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            int status = response.status().code();
            switching = status == HttpResponseStatus.SWITCHING_PROTOCOLS.code();
            if (status >= 200) {
                responseBegins(response.headers());
            } else if (status == HttpResponseStatus.CONTINUE.code()) {
                invited();
            }
        }
        boolean ended = isResponding() && message instanceof LastHttpContent;
        ctx.write(message, promise);
        if (ended) {
            responseEnded(ctx);
        } else if (switching) {
            // Vert.x is about to take the codec away, and this handler with it
            switched();
        }
    }
}
