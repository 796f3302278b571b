package io.modcluster.balancer.proxy.edge;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
// What a server that stops tells its connections; TunnelFarewellIT fails if it goes.
import io.vertx.core.net.impl.ShutdownEvent;

/**
 * Keeps Vert.x from closing a connection that became a tunnel as soon as its server stops: it takes it for idle. The tunnel says
 * goodbye by itself; what is left when the time of the server is up is cut.
 */
final class StopsLater extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (!(event instanceof ShutdownEvent stop) || stop.timeout() == 0) {
            ctx.fireUserEventTriggered(event);
        }
    }
}
