package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The body of a response that refused an upgrade, no faster than it is taken. */
final class RefusedBody implements ReadStream<Buffer> {
    private final Channel channel;
    private final Deque<Buffer> waiting = new ArrayDeque<>(2);
    private long demand = Long.MAX_VALUE;
    private boolean complete;
    private boolean over;
    private @Nullable NodeException failure;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    RefusedBody(Channel channel) {
        this.channel = channel;
    }

    /** Takes a piece, which stays the caller's. */
    void received(ByteBuf piece) {
        if (piece.isReadable() && !over) {
            waiting.add(Buffer.buffer(ByteBufUtil.getBytes(piece)));
            deliver();
        }
    }

    void end() {
        complete = true;
        deliver();
    }

    /** Cuts it: what waits is still given out first. */
    void fail(NodeException cause) {
        if (!complete && failure == null) {
            failure = cause;
            deliver();
        }
    }

    private void deliver() {
        while (demand > 0 && !waiting.isEmpty()) {
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            Buffer piece = waiting.remove();
            if (handler != null) {
                handler.handle(piece);
            }
        }
        channel.config().setAutoRead(demand > 0);
        if (waiting.isEmpty() && demand > 0 && !over && (complete || failure != null)) {
            over = true;
            finish();
        }
    }

    private void finish() {
        if (complete) {
            if (endHandler != null) {
                endHandler.handle(null);
            }
        } else if (exceptionHandler != null) {
            exceptionHandler.handle(failure);
        }
    }

    @Override
    public RefusedBody pause() {
        demand = 0;
        channel.config().setAutoRead(false);
        return this;
    }

    @Override
    public RefusedBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public RefusedBody fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        deliver();
        return this;
    }

    @Override
    public RefusedBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public RefusedBody endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public RefusedBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }
}
