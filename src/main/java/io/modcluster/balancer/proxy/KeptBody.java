package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.RetryPolicy;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that can be read again from its beginning, as long as it is short: each piece is kept as it passes, so
 * a request is sent on as early as without. A body that gets too long is let go, and passes all the same. Belongs to the event
 * loop of the request, which must be paused.
 */
final class KeptBody implements ReadStream<Buffer> {
    /** Each piece costs more than its bytes: a body that comes byte by byte would cost a hundred times its length. */
    static final int MOST_PIECES = 2048;

    private final ReadStream<Buffer> source;
    private final int limit;
    private final List<Buffer> pieces = new ArrayList<>(2);
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private int size;
    private int next;
    private boolean whole = true;
    private boolean paused = true;
    private boolean sourceEnded;
    private boolean endTold;

    KeptBody(ReadStream<Buffer> source, int limit) {
        this.source = source;
        this.limit = limit;
        source.handler(this::arrived);
        source.endHandler(end -> {
            sourceEnded = true;
            pass();
        });
    }

    /** The body of this request, if it may come to be sent twice and is not known to be too long; else null. */
    static @Nullable KeptBody of(HttpServerRequest request, int limit) {
        if (limit == 0 || !RetryPolicy.isIdempotent(request.method().name())) {
            return null;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || isAtMost(length, limit) ? new KeptBody(request, limit) : null;
    }

    /** Digits, as the guard has seen; a number too long to be one is too long. */
    private static boolean isAtMost(String length, int limit) {
        try {
            return Long.parseLong(length) <= limit;
        } catch (NumberFormatException tooLong) {
            return false;
        }
    }

    /** Whether nothing of it is lost. */
    boolean isWhole() {
        return whole;
    }

    /** Stops, to begin again with the next {@link #resume}. The handlers of before are forgotten. */
    void rewind() {
        pauseSource();
        handler = null;
        endHandler = null;
        paused = true;
        endTold = false;
        next = 0;
    }

    /** A request that was read to its end says no to that over HTTP/2. */
    private void pauseSource() {
        if (!sourceEnded) {
            source.pause();
        }
    }

    private void arrived(Buffer piece) {
        pieces.add(piece);
        size += piece.length();
        whole &= size <= limit && pieces.size() <= MOST_PIECES;
        pass();
    }

    private void pass() {
        while (!paused && handler != null && next < pieces.size()) {
            Buffer piece = pieces.get(next++);
            handler.handle(piece);
        }
        if (!whole && next == pieces.size()) {
            pieces.clear();
            next = 0;
        }
        if (!paused && sourceEnded && !endTold && next == pieces.size() && endHandler != null) {
            endTold = true;
            endHandler.handle(null);
        }
    }

    @Override
    public KeptBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public KeptBody endHandler(@Nullable Handler<Void> endHandler) {
        this.endHandler = endHandler;
        return this;
    }

    @Override
    public KeptBody pause() {
        paused = true;
        pauseSource();
        return this;
    }

    @Override
    public KeptBody resume() {
        paused = false;
        pass();
        if (!paused && !sourceEnded) {
            source.resume();
        }
        return this;
    }

    /** Refused: a pump takes what comes, and pauses. */
    @Override
    public KeptBody fetch(long amount) {
        throw new UnsupportedOperationException("fetch: " + amount + " (expected: pause and resume)");
    }

    /** Ignored: who reads the request watches it. */
    @Override
    public KeptBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        return this;
    }
}
