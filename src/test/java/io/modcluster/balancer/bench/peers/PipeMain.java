package io.modcluster.balancer.bench.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The floor of any proxy on a JVM: for each connection of a client one to the backend, and bytes from one to the other as
 * they come. Nothing is parsed, chosen or checked. Arguments: its port, that of the backend, event loops.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is missing at the other end
final class PipeMain {
    private PipeMain() {}

    /** Runs until the JVM ends. */
    public static void main(String... arguments) throws InterruptedException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        InetSocketAddress backend = new InetSocketAddress(loopback, Integer.parseInt(arguments[1]));
        boolean isEpoll = Epoll.isAvailable();
        IoHandlerFactory transport = isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(Integer.parseInt(arguments[2]), transport);
        Class<? extends ServerChannel> listening =
                isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        Class<? extends Channel> connected = isEpoll ? EpollSocketChannel.class : NioSocketChannel.class;
        new ServerBootstrap()
                .group(loops)
                .channel(listening)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        ChannelFuture node = new Bootstrap()
                                .group(client.eventLoop())
                                .channel(connected)
                                .option(ChannelOption.TCP_NODELAY, true)
                                .handler(new Onward(client))
                                .connect(backend);
                        client.pipeline().addLast(new Onward(node.channel()));
                        node.addListener(open -> client.config().setAutoRead(open.isSuccess()));
                    }
                })
                .bind(new InetSocketAddress(loopback, Integer.parseInt(arguments[0])))
                .sync();
    }

    /** One direction; it stops reading while the other side does not take what it has. */
    private static final class Onward extends ChannelInboundHandlerAdapter {
        private final Channel other;

        private Onward(Channel other) {
            this.other = other;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            other.writeAndFlush(bytes, other.voidPromise());
            if (!other.isWritable()) {
                context.channel().config().setAutoRead(false);
            }
        }

        /** Of this side: so the other one may go on. */
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            other.config().setAutoRead(context.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            other.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
            context.close();
        }
    }
}
