package io.modcluster.balancer.transport.ajp;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/** The body of a response, no faster than it is taken and no longer than it was said to be. */
final class AjpResponseBody implements ReadStream<Buffer> {
    private final AjpConnection connection;
    private long left;
    private long demand = Long.MAX_VALUE;
    private boolean tooLong;
    private boolean over;
    private @Nullable Buffer collected;
    private boolean collectedIsOurs;
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
        Buffer before = collected;
        if (before == null) {
            collected = data;
            collectedIsOurs = false;
        } else if (collectedIsOurs) {
            before.appendBuffer(data);
        } else {
            collected = Buffer.buffer(2 * (before.length() + data.length()))
                    .appendBuffer(before)
                    .appendBuffer(data);
            collectedIsOurs = true;
        }
    }

    void flush() {
        Buffer data = collected;
        if (data != null && !over) {
            collected = null;
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            if (handler != null) {
                handler.handle(data);
            }
        }
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
            collected = null;
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
