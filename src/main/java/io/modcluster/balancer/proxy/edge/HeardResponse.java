package io.modcluster.balancer.proxy.edge;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** A response and whom it tells what becomes of it, as Vert.x tells them. On its event loop, in the context of its connection. */
abstract class HeardResponse extends ClientResponseHead {
    private @Nullable Handler<Void> drainHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Handler<Void> closeHandler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Void> headersEndHandler;
    private @Nullable Handler<Void> bodyEndHandler;
    private boolean gone;

    HeardResponse(boolean http10) {
        super(http10);
    }

    final void tellHead() {
        tell(headersEndHandler);
    }

    final void tellEnd() {
        tell(bodyEndHandler);
        if (!gone) {
            tell(endHandler);
        }
    }

    final void tellDrained() {
        if (!gone) {
            tell(drainHandler);
        }
    }

    /** The connection is broken, and will be closed. */
    final void failed(Throwable cause) {
        if (!ended() && exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    /** The connection is gone: told once, and not about a response that was written as a whole. */
    final void connectionClosed() {
        if (gone || ended()) {
            gone = true;
            return;
        }
        gone = true;
        if (exceptionHandler != null) {
            exceptionHandler.handle(gone());
        }
        tell(endHandler);
        tell(closeHandler);
    }

    /** What those are told who watch a request whose client is gone. */
    static HttpClosedException gone() {
        return new HttpClosedException("Connection was closed");
    }

    private static void tell(@Nullable Handler<Void> handler) {
        if (handler != null) {
            handler.handle(null);
        }
    }

    @Override
    public final boolean closed() {
        return gone;
    }

    @Override
    public final HttpServerResponse drainHandler(@Nullable Handler<Void> handler) {
        drainHandler = handler;
        return this;
    }

    @Override
    public final HttpServerResponse exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public final HttpServerResponse closeHandler(@Nullable Handler<Void> handler) {
        closeHandler = handler;
        return this;
    }

    @Override
    public final HttpServerResponse endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public final HttpServerResponse headersEndHandler(@Nullable Handler<Void> handler) {
        headersEndHandler = handler;
        return this;
    }

    @Override
    public final HttpServerResponse bodyEndHandler(@Nullable Handler<Void> handler) {
        bodyEndHandler = handler;
        return this;
    }

    /** Ignored: it is what Netty has for each connection. */
    @Override
    public final HttpServerResponse setWriteQueueMaxSize(int maxSize) {
        return this;
    }
}
