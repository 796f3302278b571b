package io.modcluster.balancer.proxy;

import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The body of a request: kept, so that it can be sent again, or gone once it was sent. On the event loop of the request. */
final class ClientBody {
    private final HttpServerRequest clientRequest;
    private final @Nullable KeptBody kept;

    /** That of a request which has one, and is paused; {@code keep} is the longest body that is kept, 0 for none. */
    ClientBody(HttpServerRequest clientRequest, int keep) {
        this.clientRequest = clientRequest;
        this.kept = KeptBody.of(clientRequest, keep);
    }

    /** Whether nothing of it is lost, whatever was sent. */
    boolean isWhole() {
        return kept != null && kept.isWhole();
    }

    /** Begins anew with what was kept, once it is asked for: what comes now must not push that out. */
    void rewind() {
        if (kept != null) {
            kept.rewind();
        }
    }

    /** It from its beginning. */
    ReadStream<Buffer> stream() {
        return kept == null ? clientRequest : kept;
    }

    /** All of it, where it came with the head and nobody will want it again; the taker's own. Else null. */
    @Nullable
    ByteBuf takeWhole() {
        ByteBuf whole = kept == null ? StrictHttpEdge.takeWhole(clientRequest) : null;
        if (whole != null) {
            // its end is still to be told
            clientRequest.resume();
        }
        return whole;
    }

    /** Has pieces that nobody will want again given as they are read, without a copy. Before it flows. */
    void givePieces(Consumer<ByteBuf> taker) {
        if (kept == null) {
            StrictHttpEdge.givePieces(clientRequest, taker);
        }
    }
}
