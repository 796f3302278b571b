package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
// What Vert.x makes of bytes of the network itself: one copy, and nothing to release. BodiesIT fails if it goes.
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request as {@link ClientEngine} serves it. Its body comes as it is asked for; what waits meanwhile is bounded by one read
 * of the network and what {@link HeldBody} holds, then the connection is not read.
 */
final class ClientRequest extends ClientRequestHead {
    private final ClientEngine engine;
    private final ClientResponse response;
    private final HeldBody held = new HeldBody();
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private @Nullable Promise<Void> end;

    private @Nullable Consumer<ByteBuf> taker;
    private long demand = Long.MAX_VALUE;
    private long bytesRead;
    private boolean given;
    private boolean stopped;
    private boolean discarding;
    private boolean giving;
    private boolean complete;
    private boolean ended;

    ClientRequest(ClientEngine engine, HttpRequest head) {
        super(head);
        this.engine = engine;
        this.response = new ClientResponse(engine, this, HttpUtil.isKeepAlive(head));
    }

    /** Takes a piece over, which may be empty. */
    void received(ByteBuf piece, boolean last) {
        complete |= last;
        if (discarding || !piece.isReadable()) {
            piece.release();
        } else if (!given && held.isEmpty()) {
            held.addFirst(piece);
        } else if (given && (demand > 0 || taker != null) && held.isEmpty() && !giving) {
            giving = true;
            try {
                passOn(piece);
            } finally {
                giving = false;
            }
        } else {
            held.add(piece);
            stopIfFull();
        }
        flow();
    }

    /** The usual way: nothing waits. What is taken while this is paused is the rest of one read. */
    private void passOn(ByteBuf piece) {
        Consumer<ByteBuf> to = taker;
        if (to == null) {
            give(BufferInternal.safeBuffer(piece));
            return;
        }
        bytesRead += piece.readableBytes();
        to.accept(piece);
        if (demand == 0) {
            stop();
        }
    }

    private void stop() {
        if (!complete && !stopped) {
            stopped = true;
            engine.read(false);
        }
    }

    /** Has pieces given as they are read, once none waits. */
    void givePieces(Consumer<ByteBuf> to) {
        taker = to;
    }

    private void stopIfFull() {
        if (demand == 0 && held.isFull()) {
            stop();
        }
    }

    /** Whether all of it was read. */
    boolean isComplete() {
        return complete;
    }

    /** Somebody has it: what has come of its body may go on. */
    void given() {
        given = true;
        flow();
        stopIfFull();
    }

    private void flow() {
        if (giving || !given) {
            return;
        }
        giving = true;
        try {
            ByteBuf first = demand > 0 ? held.takeFirst() : null;
            if (first != null) {
                passOn(first);
            }
            for (Buffer piece = next(); piece != null; piece = next()) {
                give(piece);
            }
        } finally {
            // one that could not be taken must not hold up those behind it
            giving = false;
        }
        // where more is asked for nothing waits
        if (stopped && demand > 0) {
            stopped = false;
            engine.read(true);
        }
        if (complete && demand > 0 && !ended) {
            tellEnd();
        }
    }

    private @Nullable Buffer next() {
        return demand > 0 ? held.poll() : null;
    }

    private void give(Buffer piece) {
        if (demand != Long.MAX_VALUE) {
            demand--;
        }
        bytesRead += piece.length();
        if (handler != null) {
            handler.handle(piece);
        }
    }

    private void tellEnd() {
        ended = true;
        if (endHandler != null) {
            endHandler.handle(null);
        }
        if (end != null) {
            end.tryComplete();
        }
    }

    /**
     * The whole body, where it came with the head, as it was read; the taker's own. Then it does not come as pieces, only its
     * end does. Null when it is not that short, or has begun to flow.
     */
    @Nullable
    ByteBuf takeWhole() {
        ByteBuf all = complete ? held.takeOnly() : null;
        bytesRead += all == null ? 0 : all.readableBytes();
        return all;
    }

    /** Nobody wants what still comes; that it ends is told. */
    void discard() {
        discarding = true;
        held.drop();
        demand = Long.MAX_VALUE;
        if (stopped) {
            stopped = false;
            engine.read(true);
        }
    }

    /** The connection is gone. */
    void closed() {
        boolean early = !ended;
        response.connectionClosed();
        if (early) {
            broken(HeardResponse.gone());
        }
        discard();
    }

    /** The connection is broken, and will be closed. */
    void failed(Throwable cause) {
        boolean early = !ended;
        response.failed(cause);
        if (early) {
            broken(cause);
        }
    }

    private void broken(Throwable cause) {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
        if (end != null) {
            end.tryFail(cause);
        }
    }

    @Override
    public ClientResponse response() {
        return response;
    }

    @Override
    public HttpConnection connection() {
        return engine.connection();
    }

    @Override
    public boolean isSSL() {
        return engine.isSecure();
    }

    @Override
    public long bytesRead() {
        return bytesRead;
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public ClientRequest handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public ClientRequest endHandler(@Nullable Handler<Void> handler) {
        endHandler = handler;
        return this;
    }

    @Override
    public ClientRequest exceptionHandler(@Nullable Handler<Throwable> handler) {
        exceptionHandler = handler;
        return this;
    }

    @Override
    public ClientRequest pause() {
        demand = 0;
        return this;
    }

    @Override
    public ClientRequest resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ClientRequest fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        flow();
        return this;
    }

    @Override
    public Future<Void> end() {
        Promise<Void> told = end == null ? Promise.promise() : end;
        end = told;
        if (ended) {
            told.tryComplete();
        }
        return told.future();
    }

    @Override
    public Future<Buffer> body() {
        Buffer all = Buffer.buffer();
        handler(all::appendBuffer);
        return end().map(all);
    }
}
