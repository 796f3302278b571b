package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
// What Vert.x makes of bytes of the network itself: one copy, and nothing to release. ForwardingIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The body of a response, no faster than it is taken: while it waits its connection is not read. On its event loop. */
final class NodeBody implements ReadStream<Buffer> {
    private final Channel channel;
    private @Nullable Deque<Buffer> waiting;
    private long demand = Long.MAX_VALUE;
    private boolean delivering;
    private boolean complete;
    private boolean over;
    private @Nullable NodeException failure;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    NodeBody(Channel channel) {
        this.channel = channel;
    }

    /** Takes a piece over. */
    void received(ByteBuf piece) {
        if (!piece.isReadable() || over) {
            piece.release();
            return;
        }
        Buffer data = BufferInternal.safeBuffer(piece);
        if (demand > 0 && waiting == null) {
            give(data);
        } else {
            Deque<Buffer> queue = waiting == null ? new ArrayDeque<>(4) : waiting;
            waiting = queue;
            queue.add(data);
            deliver();
        }
    }

    /** All has come: from now on the connection is no concern of this. */
    void end() {
        if (demand == 0) {
            channel.config().setAutoRead(true);
        }
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

    private void give(Buffer piece) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        if (handler != null) {
            handler.handle(piece);
        }
        read();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (demand > 0 && waiting != null) {
                Buffer piece = waiting.remove();
                if (waiting.isEmpty()) {
                    waiting = null;
                }
                give(piece);
            }
        } finally {
            // one that could not be taken must not hold up those behind it
            delivering = false;
        }
        if (waiting == null && demand > 0 && !over && (complete || failure != null)) {
            over = true;
            finish();
        }
    }

    private void read() {
        // of a connection that is gone nothing can be read, and epoll fails when asked to
        if (!complete && failure == null) {
            channel.config().setAutoRead(demand > 0);
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
    public NodeBody pause() {
        demand = 0;
        read();
        return this;
    }

    @Override
    public NodeBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public NodeBody fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        deliver();
        read();
        return this;
    }

    @Override
    public NodeBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public NodeBody endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public NodeBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }
}
