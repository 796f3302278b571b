package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeResponse;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.streams.ReadStream;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of an HTTP/2 connection to a node. The client library has an idle timer for the connection only, which other
 * streams keep awake; so each exchange has one of its own.
 */
final class Http2Link implements NodeLink {
    /** RFC 9113 §7. */
    private static final long CANCEL = 8;

    /** Frames below the overheadDataThreshold of Tomcat count as an attack. */
    private static final int SMALL = 1024;

    private final Vertx vertx;
    private final Connection connection;
    private final boolean reused;
    private final long idleMillis;
    private @Nullable HttpClientRequest request;
    private @Nullable Buffer held;
    private long timer = -1;
    private boolean active;

    Http2Link(Vertx vertx, Connection connection, long idleMillis) {
        this.vertx = vertx;
        this.connection = connection;
        this.reused = connection.answered;
        this.idleMillis = idleMillis;
    }

    /** What is known of a connection beyond its streams. */
    static final class Connection {
        private boolean answered;

        /** Begins to watch. */
        static Connection of(HttpConnection connection) {
            // without one Vert.x logs an error for each reset
            connection.exceptionHandler(Failures::ignore);
            return new Connection();
        }
    }

    @Override
    public boolean hasAnswered() {
        return reused;
    }

    /** RFC 9113 §8.3.1: the authority is a field of its own, and Host would only be there to differ from it. */
    @Override
    public void beforeSending(HttpClientRequest begun) {
        request = begun;
        MultiMap headers = begun.headers();
        String host = headers.get(HttpHeaders.HOST);
        if (host != null) {
            headers.remove(HttpHeaders.HOST);
            HostAndPort authority = HostAndPort.parseAuthority(host, -1);
            if (authority != null) {
                begun.authority(authority);
            }
        }
        active = true;
        timer = vertx.setTimer(idleMillis, rung -> idle());
    }

    private void idle() {
        timer = -1;
        HttpClientRequest begun = request;
        if (active) {
            active = false;
            timer = vertx.setTimer(idleMillis, rung -> idle());
        } else if (begun != null) {
            begun.reset(CANCEL, new TimeoutException("nothing moved for " + idleMillis + " ms"));
        }
    }

    /**
     * A small piece waits until the end of this turn of the event loop, and goes with the end of the body if that has come:
     * Tomcat takes small frames that end nothing for an attack, and closes the connection with ENHANCE_YOUR_CALM.
     */
    @Override
    public Future<Void> write(HttpClientRequest begun, Buffer piece) {
        active = true;
        if (piece.length() >= SMALL) {
            flush(begun);
            return begun.write(piece);
        }
        if (held == null) {
            held = Buffer.buffer();
            vertx.runOnContext(later -> flush(begun));
        }
        held.appendBuffer(piece);
        return Future.succeededFuture();
    }

    private void flush(HttpClientRequest begun) {
        Buffer small = held;
        held = null;
        if (small != null && request != null) {
            begun.write(small);
        }
    }

    @Override
    public Future<Void> end(HttpClientRequest begun) {
        Buffer small = held;
        held = null;
        return small == null ? begun.end() : begun.end(small);
    }

    @Override
    public @Nullable String flawOf(HttpClientResponse head) {
        return ResponseFlaws.of(head.statusCode(), head.headers());
    }

    @Override
    public NodeResponse response(HttpClientResponse head) {
        connection.answered = true;
        return new NodeResponse(
                head.statusCode(),
                head.statusMessage(),
                head.headers(),
                new Watched(head),
                () -> ResponseFlaws.clean(head.trailers()));
    }

    @Override
    public void bodyTaken(HttpClientRequest begun) {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        request = null;
    }

    @Override
    public void abandon(HttpClientRequest begun) {
        bodyTaken(begun);
        begun.reset(CANCEL);
    }

    /** A body, each piece of which is a sign of life. */
    private final class Watched implements ReadStream<Buffer> {
        private final HttpClientResponse body;

        private Watched(HttpClientResponse body) {
            this.body = body;
        }

        @Override
        public ReadStream<Buffer> handler(@Nullable Handler<Buffer> handler) {
            body.handler(
                    handler == null
                            ? null
                            : piece -> {
                                active = true;
                                handler.handle(piece);
                            });
            return this;
        }

        @Override
        public ReadStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
            body.exceptionHandler(handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> endHandler(@Nullable Handler<Void> handler) {
            body.endHandler(handler);
            return this;
        }

        @Override
        public ReadStream<Buffer> pause() {
            body.pause();
            return this;
        }

        @Override
        public ReadStream<Buffer> resume() {
            body.resume();
            return this;
        }

        @Override
        public ReadStream<Buffer> fetch(long amount) {
            body.fetch(amount);
            return this;
        }
    }
}
