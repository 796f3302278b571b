package io.modcluster.balancer.proxy.edge;

import io.netty.buffer.ByteBuf;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pieces of a body to an HTTP/1 client as they are, in pooled memory. All that comes of one read of the node leaves
 * with one flush, or with one for each 64 KiB (Netty's high-water mark).
 *
 * <p>Belongs to one response. On the event loop of its connection.
 */
public final class DirectWriter {
    private final ClientEngine engine;
    private final ClientResponse response;
    private @Nullable Pace pace;
    private boolean behind;

    /** Told whether the client keeps up. */
    public interface Pace {
        /** The client has not taken what was written: nothing more should come. */
        void behind();

        /** It has taken most of it. */
        void caughtUp();
    }

    DirectWriter(ClientEngine engine, ClientResponse response) {
        this.engine = engine;
        this.response = response;
    }

    /** That of a request; null for one that Vert.x serves, as it does with HTTP/2, and with servers of others. */
    public static @Nullable DirectWriter of(HttpServerRequest request) {
        return request instanceof ClientRequest ours ? ours.response().direct() : null;
    }

    /**
     * Begins a body, and writes the head of the response if that has not been done. False, and nothing more happens, while
     * the client is behind with what it has got before, or gone.
     *
     * @param to that of the request
     */
    public boolean begin(HttpServerResponse to, Pace told) {
        if (to.ended() || !engine.isWritable()) {
            return false;
        }
        if (!to.headWritten()) {
            response.begin();
        }
        pace = told;
        return true;
    }

    /** Writes a piece; it goes out with {@link #flush()} at the latest. */
    public void write(ByteBuf piece) {
        response.writeDirectly(piece);
        if (!engine.isWritable()) {
            engine.flush();
            if (!engine.isWritable() && !behind && pace != null) {
                behind = true;
                pace.behind();
            }
        }
    }

    /** Sends what was written. */
    public void flush() {
        engine.flush();
    }

    /** The body is at its end, or given up: whether the client keeps up is of no interest any more. */
    public void end() {
        pace = null;
    }

    /** The client takes again what is written. */
    void drained() {
        Pace told = pace;
        if (behind && told != null) {
            behind = false;
            told.caughtUp();
        }
    }
}
