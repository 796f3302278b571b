package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
// The only way from a connection to its Netty pipeline; DirectBodyIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a body to an HTTP/1 client as they are, past Vert.x, which would copy them into the heap, where Netty
 * copies them out again. Head and end of the response are written by Vert.x as ever; all that comes of one read of the node
 * leaves with one flush, or with one for each 64 KiB (Netty's high-water mark).
 *
 * <p>Stands between the strict edge and Vert.x in the pipeline of a connection that has had a long body. On its event loop.
 */
// Netty's calls return the promise they were given; a write that fails closes the connection, which is seen
@SuppressWarnings("FutureReturnValueIgnored")
public final class DirectWriter extends ChannelDuplexHandler {
    private static final String NAME = "directWriter";

    private final ConnectionWatch watch;

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    private @Nullable Pace pace;
    private boolean corked;
    private boolean behind;

    /** Told whether the client keeps up. */
    public interface Pace {
        /** The client has not taken what was written: nothing more should come. */
        void behind();

        /** It has taken most of it. */
        void caughtUp();
    }

    private DirectWriter(ConnectionWatch watch) {
        this.watch = watch;
    }

    /** That of the connection of a request; null for HTTP/2, and for connections without the strict edge. */
    public static @Nullable DirectWriter of(HttpServerRequest request) {
        ChannelHandlerContext vertx = request.version() == HttpVersion.HTTP_2
                ? null
                : ((HttpServerConnection) request.connection()).channelHandlerContext();
        DirectWriter found = vertx == null ? null : vertx.pipeline().get(DirectWriter.class);
        if (vertx == null || found != null) {
            return found;
        }
        ConnectionWatch watch = vertx.channel().attr(ConnectionWatch.KEY).get();
        if (watch == null || vertx.pipeline().context(watch) == null) {
            return null;
        }
        DirectWriter made = new DirectWriter(watch);
        vertx.pipeline().addAfter(ConnectionWatch.NAME, NAME, made);
        return made;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        ctx = context;
    }

    /**
     * Begins a body, and writes the head of the response if that has not been done. False, and nothing more happens, while
     * the client is behind with what it has got before: what Vert.x has written waits in a queue then, and must not be overtaken.
     */
    public boolean begin(HttpServerResponse response, Pace told) {
        Channel channel = ctx.channel();
        if (response.ended() || response.closed() || response.writeQueueFull() || !channel.isWritable()) {
            return false;
        }
        corked = true;
        if (!response.headWritten()) {
            response.writeHead();
        }
        behind = false;
        pace = watch.isResponding() ? told : null;
        return pace != null;
    }

    /** Writes a piece; it goes out with {@link #flush()} at the latest. */
    public void write(ByteBuf piece) {
        corked = true;
        ctx.write(new DefaultHttpContent(piece));
        if (!ctx.channel().isWritable()) {
            ctx.flush();
            if (!ctx.channel().isWritable() && !behind && pace != null) {
                behind = true;
                pace.behind();
            }
        }
    }

    /** Sends what was written, by Vert.x as well. */
    public void flush() {
        corked = false;
        ctx.flush();
    }

    /** The body is at its end, or given up: whether the client keeps up is of no interest any more. */
    public void end() {
        pace = null;
        behind = false;
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        if (!corked) {
            context.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        Pace told = pace;
        if (behind && told != null && context.channel().isWritable()) {
            behind = false;
            told.caughtUp();
        }
        context.fireChannelWritabilityChanged();
    }
}
