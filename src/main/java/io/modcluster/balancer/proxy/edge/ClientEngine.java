package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.VoidChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
// The only way from a connection to its Netty pipeline; StrictHttpEdgeIT fails if it goes.
import io.vertx.core.http.impl.HttpServerConnection;
// Netty calls outside of any context of Vert.x, whose timers belong to one; ForwardingIT fails if it goes.
import io.vertx.core.internal.ContextInternal;
// What a server that stops tells its connections; DrainIT fails if it goes.
import io.vertx.core.net.impl.ShutdownEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Serves the requests of one HTTP/1 connection in the place of Vert.x, whose own handler stays behind it in the pipeline: that
 * knows the connection, closes it and counts it, and takes it for idle. One request at a time; each is given on when as much of
 * it is there as came with one read, so that a short body is there with its head.
 *
 * <p>What is answered goes to the socket as bytes, without a message, a promise or a queue in between. All on the event loop.
 */
// Netty's calls return the promise they were given; a write that fails closes the connection, which is seen
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientEngine extends ConnectionWatch {
    private final StrictRequestDecoder decoder;
    private final HttpServerConnection connection;
    private final ContextInternal context;
    private final Handler<HttpServerRequest> requests;
    private final Handler<HttpServerRequest> unreadable;
    private final boolean secure;

    /** For writes whose end nobody waits for. A connection that cannot be written to is closed, which is told. */
    private final ChannelPromise unheard;

    @SuppressWarnings("NullAway.Init") // in a pipeline before it is used
    private ChannelHandlerContext ctx;

    private @Nullable ClientRequest running;
    private boolean held;
    private boolean endHeld;

    /**
     * Serves a connection.
     *
     * @param served who gets its requests
     */
    ClientEngine(
            StrictRequestDecoder decoder,
            EdgeLimits limits,
            Consumer<Refused> lateHead,
            HttpServerConnection connection,
            StrictHttpEdge.Served served) {
        super(decoder, limits, lateHead);
        this.decoder = decoder;
        this.connection = connection;
        this.context = connection.context();
        this.requests = served.requests();
        this.unreadable = served.unreadable();
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        this.secure = pipeline.get(SslHandler.class) != null;
        this.unheard = new VoidChannelPromise(pipeline.channel(), false);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        super.handlerAdded(added);
    }

    HttpServerConnection connection() {
        return connection;
    }

    boolean isSecure() {
        return secure;
    }

    @Override
    void deliver(ChannelHandlerContext unused, Object message) {
        if (message instanceof HttpRequest head) {
            headRead(head);
        } else if (message instanceof HttpContent content) {
            contentRead(content);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    private void headRead(HttpRequest head) {
        ClientRequest next = new ClientRequest(this, head);
        running = next;
        held = true;
        if (head.decoderResult().isFailure()) {
            // the decoder is at its end; one that it made up itself has an empty body
            ReferenceCountUtil.release(head);
            next.received(Unpooled.EMPTY_BUFFER, true);
            endAfterResponse();
        }
    }

    private void contentRead(HttpContent content) {
        ClientRequest to = running;
        if (content.decoderResult().isFailure()) {
            content.release();
            give();
            exceptionCaught(ctx, content.decoderResult().cause());
        } else if (to == null) {
            content.release();
        } else {
            ContextInternal before = context.beginDispatch();
            try {
                to.received(content.content(), content instanceof LastHttpContent);
            } catch (RuntimeException e) {
                context.reportException(e);
            } finally {
                context.endDispatch(before);
            }
            give();
        }
    }

    /** Gives the request on, unless it was. */
    private void give() {
        ClientRequest next = running;
        if (!held || next == null) {
            return;
        }
        held = false;
        Handler<HttpServerRequest> to = next.decoderResult().isSuccess() ? requests : unreadable;
        ContextInternal before = context.beginDispatch();
        try {
            to.handle(next);
            next.given();
        } catch (RuntimeException e) {
            context.reportException(e);
        } finally {
            context.endDispatch(before);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext unused) {
        give();
        super.channelReadComplete(ctx);
    }

    /** Whether a request has no answer yet, or its answer has not gone out. */
    private boolean isServing() {
        return running != null && running.response().isUnderWay();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext unused, Object event) {
        if (event instanceof ShutdownEvent stop && stop.timeout() > 0 && isServing()) {
            // Vert.x would close at once; what is not over when the time of the server is up is cut by that
            endAfterResponse();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        context.dispatch(this::closed);
        super.channelInactive(ctx);
    }

    private void closed() {
        ClientRequest last = running;
        if (last != null) {
            last.closed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        ClientRequest broken = running;
        if (broken != null) {
            context.dispatch(() -> broken.failed(cause));
        }
        // Vert.x tells whoever watches the connection, and closes it
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext unused) {
        ClientRequest last = running;
        if (last != null) {
            last.discard();
        }
        super.handlerRemoved(ctx);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        if (isWritable()) {
            if (endHeld) {
                endHeld = false;
                responseEnded(ctx);
            }
            ClientRequest writing = running;
            if (writing != null) {
                context.dispatch(writing.response()::drained);
            }
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** Whether the client keeps up. */
    boolean isWritable() {
        return ctx.channel().isWritable();
    }

    /** A buffer to write into, for {@link #write}. */
    ByteBuf buffer(int size) {
        return ctx.alloc().ioBuffer(size);
    }

    /** Takes bytes over, which go out with {@link #flush} at the latest. */
    void write(ByteBuf bytes) {
        ctx.write(bytes, unheard);
    }

    void flush() {
        ctx.flush();
    }

    /** The client has been told to send its body. */
    void continued() {
        invited();
    }

    /** The head of a response comes: it may be told that it is the last one. */
    void begins(HttpHeaders headers, boolean last) {
        responseBegins(headers);
        if (last) {
            endAfterResponse();
        }
    }

    /**
     * A response was written as a whole. A client that is behind is waited for: it gets no answer to a further request before
     * it has taken this one, else it could have us hold any number of them.
     */
    void ended(ClientRequest request) {
        request.discard();
        if (isWritable()) {
            // an idle connection does not keep its last request
            running = request.isComplete() ? null : running;
            responseEnded(ctx);
        } else {
            endHeld = true;
            awaitsTaking();
        }
    }

    /** When what was written has gone out: at once as long as the client keeps up, as far as anybody here cares. */
    Future<Void> taken() {
        if (isWritable()) {
            return Future.succeededFuture();
        }
        Promise<Void> taken = context.promise();
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess()) {
                taken.complete();
            } else {
                taken.fail(flushed.cause());
            }
        });
        return taken.future();
    }

    /** Reads from the client, or leaves what it sends in the kernel. */
    void read(boolean on) {
        if (ctx.channel().isActive() && !(on && isInputEnded())) {
            ctx.channel().config().setAutoRead(on);
        }
    }

    StrictRequestDecoder decoder() {
        return decoder;
    }
}
