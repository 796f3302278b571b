package io.modcluster.balancer.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
// The only way from a connection to its socket; ForwardingIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;

/** Ends a client's connection so that it cannot be taken for an orderly end: TCP RST instead of FIN. */
final class ClientReset {
    private ClientReset() {}

    // whoever waits for the end waits for the end of the connection
    @SuppressWarnings("FutureReturnValueIgnored")
    static void reset(HttpConnection connection) {
        ChannelHandlerContext context = ((HttpServerConnection) connection).channelHandlerContext();
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        // from the first handler on, since the strict edge would turn it into a half-close that lingers
        context.pipeline().firstContext().close();
    }
}
