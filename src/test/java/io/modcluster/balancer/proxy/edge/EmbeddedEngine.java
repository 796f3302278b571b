package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;

/** An engine on a channel that is no socket: what goes in and what comes out are bytes, one after the other. */
final class EmbeddedEngine implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    EmbeddedEngine(Handler<HttpServerRequest> requests) {
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        ChannelHandlerContext last = channel.pipeline().context("handler");
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        HttpServerConnection connection = (HttpServerConnection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {HttpServerConnection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("context")) {
                        return context;
                    }
                    return method.getName().equals("channelHandlerContext") ? last : null;
                });
        StrictRequestDecoder decoder = new StrictRequestDecoder(EdgeServer.LIMITS, 128 * 1024);
        StrictHttpEdge.Served served = new StrictHttpEdge.Served(requests, StrictHttpEdge::onInvalidRequest);
        channel.pipeline()
                .addBefore("handler", "httpDecoder", decoder)
                .addBefore(
                        "handler",
                        ConnectionWatch.NAME,
                        new ClientEngine(decoder, EdgeServer.LIMITS, late -> {}, connection, served));
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** Whether the client takes what is written. */
    void setWritable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
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
