package io.modcluster.balancer.transport.ajp;

import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of a response, no faster than it is taken and no longer than it was said to be. */
final class AjpResponseBody implements ReadStream<Buffer> {
    /** Pieces of a node that cuts its body into crumbs are copied together after so many. */
    private static final int MOST_JOINED = 1024;

    private final AjpConnection connection;
    private long left;
    private long demand = Long.MAX_VALUE;
    private boolean tooLong;
    private boolean over;
    private @Nullable Buffer first;
    private @Nullable CompositeByteBuf joined;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    /**
     * A body.
     *
     * @param length −1 when only its end will tell
     */
    AjpResponseBody(AjpConnection connection, long length) {
        this.connection = connection;
        this.left = length;
    }

    /**
     * Takes a piece. Nodes cut a body into packets of 8 KiB; what comes in one go goes on in one piece, as each write to the
     * client is a call of the system.
     */
    void received(Buffer piece) {
        Buffer data = piece;
        if (left >= 0 && piece.length() > left) {
            tooLong = true;
            data = piece.slice(0, (int) left);
        }
        if (left >= 0) {
            left -= data.length();
        }
        if (data.length() == 0) {
            return;
        }
        if (first == null) {
            first = data;
        } else {
            append(first, data);
        }
    }

    /** Without copying: that is done once, where bodies leave for the client. */
    private void append(Buffer before, Buffer data) {
        CompositeByteBuf all = joined;
        if (all == null) {
            // what comes from a socket of Vert.x is not counted, so nothing has to be released
            all = new CompositeByteBuf(UnpooledByteBufAllocator.DEFAULT, false, MOST_JOINED);
            all.addComponent(true, ((BufferInternal) before).getByteBuf());
            joined = all;
        }
        all.addComponent(true, ((BufferInternal) data).getByteBuf());
    }

    void flush() {
        Buffer data = joined == null ? first : BufferInternal.buffer(joined);
        if (data != null && !over) {
            forget();
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            if (handler != null) {
                handler.handle(data);
            }
        }
    }

    private void forget() {
        first = null;
        joined = null;
    }

    boolean isShort() {
        return left > 0;
    }

    boolean isTooLong() {
        return tooLong;
    }

    void end() {
        flush();
        if (!over) {
            over = true;
            if (endHandler != null) {
                endHandler.handle(null);
            }
        }
    }

    void fail(Throwable cause) {
        if (!over) {
            over = true;
            forget();
            if (exceptionHandler != null) {
                exceptionHandler.handle(cause);
            }
        }
    }

    boolean isPaused() {
        return demand == 0 && !over;
    }

    @Override
    public AjpResponseBody pause() {
        demand = 0;
        return this;
    }

    @Override
    public AjpResponseBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public AjpResponseBody fetch(long amount) {
        boolean waited = demand == 0;
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (waited && demand > 0 && !over) {
            connection.goOn();
        }
        return this;
    }

    @Override
    public AjpResponseBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public AjpResponseBody endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public AjpResponseBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }
}
