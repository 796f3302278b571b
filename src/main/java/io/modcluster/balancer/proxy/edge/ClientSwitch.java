package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContentDecoder;
import io.netty.handler.codec.http.HttpContentEncoder;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpObjectEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
// The only way from a connection to its Netty pipeline; TunnelIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;

/** Turns a client's connection into what it asked to become. */
public final class ClientSwitch {
    /** Room for an ordinary head. */
    private static final int HEAD = 512;

    private ClientSwitch() {}

    /**
     * Answers the request with 101 and gives the connection away: what has come behind the request and was not read, and
     * all that comes, goes to {@code end}. Vert.x keeps the connection as one whose response has not ended, and so notices
     * its end, counts it and closes it with the server; but it sees no bytes any more.
     *
     * <p>Not by {@code toNetSocket}, which copies each buffer, knows no half-close and loses bytes that came early. On the
     * connection's event loop, for a request of HTTP/1.1 that has ended.
     *
     * @param headers of the 101, fit to be sent; Vert.x's own multimap
     */
    // Netty's calls return the promise they were given; a connection that breaks is seen
    @SuppressWarnings("FutureReturnValueIgnored")
    public static void become(HttpServerRequest request, MultiMap headers, ChannelHandler end) {
        ChannelHandlerContext vertx = ((HttpServerConnection) request.connection()).channelHandlerContext();
        ChannelPipeline pipeline = vertx.pipeline();
        if (pipeline.get(ConnectionWatch.NAME) instanceof ClientEngine engine) {
            become(engine, pipeline, headers, end);
            return;
        }
        pipeline.addBefore(vertx.name(), "tunnel", end);
        pipeline.context(end)
                .writeAndFlush(new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER,
                        (HttpHeaders) headers,
                        EmptyHttpHeaders.INSTANCE));
        for (String name : pipeline.names()) {
            ChannelHandler handler = pipeline.get(name);
            if (handler instanceof HttpObjectEncoder<?>
                    || handler instanceof HttpContentEncoder
                    || handler instanceof HttpContentDecoder
                    || handler instanceof ChunkedWriteHandler) {
                pipeline.remove(handler);
            }
        }
        // the last one to go: it gives out what it has not decoded
        pipeline.remove(HttpObjectDecoder.class.cast(pipeline.get("httpDecoder")));
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    private static void become(ClientEngine engine, ChannelPipeline pipeline, MultiMap headers, ChannelHandler end) {
        ByteBuf head = engine.buffer(HEAD);
        ResponseBytes.writeHead(head, false, HttpResponseStatus.SWITCHING_PROTOCOLS, headers);
        engine.write(head);
        engine.flush();
        engine.switched();
        pipeline.addBefore(ConnectionWatch.NAME, "tunnel", end);
        pipeline.addAfter(ConnectionWatch.NAME, "stopsLater", new StopsLater());
        // the last one to go, and the engine with it: it gives out what it has not decoded
        pipeline.remove(engine.decoder());
    }
}
