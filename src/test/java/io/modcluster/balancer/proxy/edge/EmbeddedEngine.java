package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An engine on a channel that is no socket: what goes in and what comes out are bytes, one after the other. */
@SuppressWarnings("FutureReturnValueIgnored") // that it is closed is looked at
final class EmbeddedEngine implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Object> behind = new ArrayList<>();
    private final List<Throwable> reported = new ArrayList<>();

    EmbeddedEngine(Handler<HttpServerRequest> requests) {
        this(requests, StrictHttpEdge::onInvalidRequest);
    }

    EmbeddedEngine(Handler<HttpServerRequest> requests, Handler<HttpServerRequest> unreadable) {
        channel.pipeline().addLast("handler", new Behind());
        ChannelHandlerContext last = channel.pipeline().context("handler");
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        context.exceptionHandler(reported::add);
        HttpServerConnection connection = (HttpServerConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServerConnection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("context")) {
                        return context;
                    }
                    if (method.getName().equals("close")) {
                        channel.close();
                        return Future.succeededFuture();
                    }
                    return method.getName().equals("channelHandlerContext") ? last : null;
                });
        StrictRequestDecoder decoder = new StrictRequestDecoder(EdgeServer.LIMITS, 128 * 1024);
        StrictHttpEdge.Served served = new StrictHttpEdge.Served(requests, unreadable);
        channel.pipeline()
                .addBefore("handler", "httpDecoder", decoder)
                .addBefore(
                        "handler",
                        ConnectionWatch.NAME,
                        new ClientEngine(decoder, EdgeServer.LIMITS, late -> {}, connection, served));
    }

    /** Where Vert.x is: hears what goes on. */
    private final class Behind extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            behind.add(cause);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            behind.add(event);
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            behind.add("writable " + ctx.channel().isWritable());
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            behind.add("inactive");
        }
    }

    /** What got through to where Vert.x is: events, failures, and what else goes on. */
    List<Object> behind() {
        return behind;
    }

    /** What a handler of a request has thrown. */
    List<Throwable> reported() {
        return reported;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** Whether the client takes what is written. */
    void setWritable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    /** Lets time pass, which stands still from the first call on. */
    void seconds(int seconds) {
        channel.freezeTime();
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
    }

    /** What is answered to bytes that come with one read. */
    String ask(String bytes) {
        channel.writeInbound(channel.alloc().buffer().writeBytes(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        channel.runPendingTasks();
        return answer();
    }

    /** What was written since the last time. */
    String answer() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            all.append(piece.toString(StandardCharsets.ISO_8859_1));
            piece.release();
        }
        return all.toString();
    }

    /** How many pieces of memory were written since the last time. */
    int pieces() {
        int count = 0;
        for (ByteBuf piece = channel.readOutbound(); piece != null; piece = channel.readOutbound()) {
            count += piece.isReadable() ? 1 : 0;
            piece.release();
        }
        return count;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
