package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Accepted;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.modcluster.balancer.transport.BodyFraming;
import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request from its acceptance to the end of its response: what it is, what was tried, what is going on now. */
final class Exchange {
    private static final int MAX_STALE_TRIES = 3;
    /** RFC 9113 section 7. */
    private static final long INTERNAL_ERROR = 2;

    private final Vertx vertx;
    private final HttpServerRequest clientRequest;
    private final Accepted accepted;
    private final ClientOrigin client;
    private final RequestHead head;
    private final BodyFraming framing;
    private final boolean expects;
    private final BooleanSupplier leaving;
    private @Nullable Upgrade upgrade;
    private Set<JvmRoute> tried = Set.of();
    private int tries;
    private int staleTries;
    private @Nullable NodeException lastFailure;
    private @Nullable Attempt attempt;
    private long waitingSince = -1;
    private long timer = -1;
    private boolean over;
    private final ExchangeNotes notes = new ExchangeNotes();
    private final @Nullable ClientBody body;

    /**
     * Begins.
     *
     * @param client  where the request came from
     * @param leaving whether clients are to look for another balancer
     * @param keep    longest body that is kept to be sent again, 0 for none
     */
    Exchange(
            Vertx vertx,
            HttpServerRequest clientRequest,
            Accepted accepted,
            ClientOrigin client,
            BooleanSupplier leaving,
            int keep) {
        this.vertx = vertx;
        this.client = client;
        this.clientRequest = clientRequest;
        this.accepted = accepted;
        this.leaving = leaving;
        MultiMap headers = clientRequest.headers();
        this.head = ClientFields.headOf(clientRequest, accepted, client);
        this.framing = RequestFraming.of(clientRequest);
        if (framing != BodyFraming.NONE) {
            clientRequest.pause();
        }
        // RFC 9110 §10.1.1: to be ignored in HTTP/1.0, and nothing to wait for without a body
        this.expects = framing != BodyFraming.NONE
                && clientRequest.version() != HttpVersion.HTTP_1_0
                && headers.contains(HttpHeaders.EXPECT);
        this.body = framing == BodyFraming.NONE ? null : new ClientBody(clientRequest, expects ? 0 : keep);
    }

    /** Whether the response is to be the last one of its connection. */
    boolean isLast() {
        return leaving.getAsBoolean();
    }

    /** Begins to watch the client; from now on {@link #isOver} tells when it is gone. */
    void watchClient() {
        clientRequest.exceptionHandler(broken -> clientGone());
        clientResponse().exceptionHandler(broken -> clientGone()).closeHandler(closed -> clientGone());
        if (clientResponse().closed()) {
            clientGone();
        }
    }

    /** The connection becomes something else: from now on its end is not that of a client that goes away. */
    void handOver(int status) {
        clientRequest.exceptionHandler(seenByTunnel -> {});
        clientResponse().exceptionHandler(seenByTunnel -> {}).closeHandler(null).setStatusCode(status);
    }

    /** Says what the client wants its connection to become; null for nothing. */
    void wants(@Nullable Upgrade wanted) {
        upgrade = wanted;
        if (wanted != null) {
            clientRequest.pause();
        }
    }

    /** What the client wants its connection to become, or null. */
    @Nullable
    Upgrade upgrade() {
        return upgrade;
    }

    private void clientGone() {
        if (end()) {
            notes.gone(vertx, clientRequest);
            Attempt running = attempt;
            if (running != null) {
                running.cancel();
            }
            // what waits inside a paused connection is never released when that closes
            release();
        }
    }

    /** The one end that every exchange has; true for who came first. */
    boolean end() {
        if (over) {
            return false;
        }
        over = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        notes.ended();
        return true;
    }

    /** What the edge has noted about it. */
    ExchangeNotes notes() {
        return notes;
    }

    /** Has nothing more come of what is going on; {@code reason} is why. */
    void stopTrying(NodeException reason) {
        Attempt running = attempt;
        attempt = null;
        lastFailure = reason;
        if (running != null) {
            running.cancel();
        }
    }

    /** Remembers what is going on. */
    void begin(Attempt next, Chosen chosen) {
        attempt = next;
        notes.asks(chosen);
    }

    /**
     * Notes a failed try. A stale connection is none of the node: it keeps its turn, above all that of a session, and the try
     * does not count. When a node dies all its connections are stale at once, so there is a bound.
     */
    void failedAt(JvmRoute node, NodeException failure) {
        notes.failed(failure.kind());
        FailureKind kind = failure.kind();
        attempt = null;
        lastFailure = failure;
        if (body != null) {
            body.rewind();
        }
        if (kind == FailureKind.STALE_CONNECTION && staleTries++ < MAX_STALE_TRIES) {
            return;
        }
        tries += kind.countsAsTry() ? 1 : 0;
        if (tried.isEmpty()) {
            tried = new HashSet<>(4);
        }
        tried.add(node);
    }

    /** Calls back later, with all nodes open to it again, unless it has waited as long as it may or has come to its end. */
    boolean waitForNode(Duration longest, long pauseMillis, long nowMillis, Runnable again) {
        if (waitingSince < 0) {
            waitingSince = nowMillis;
        }
        long left = waitingSince + longest.toMillis() - nowMillis;
        if (left <= 0) {
            return false;
        }
        timer = vertx.setTimer(Math.min(left, pauseMillis), rung -> {
            timer = -1;
            tried = Set.of();
            again.run();
        });
        return true;
    }

    /** Cuts the client off: what it has got is not the whole, and must not look so. */
    void cut() {
        if (end()) {
            notes.ends(End.CUT, lastFailure == null ? FailureKind.BROKEN_AFTER_RESPONSE : lastFailure.kind());
            cutConnection();
            release();
        }
    }

    /** Lets go of what waits in a paused request. One that was read to its end says no to that over HTTP/2. */
    void release() {
        if ((framing != BodyFraming.NONE || upgrade != null) && !clientRequest.isEnded()) {
            clientRequest.resume();
        }
    }

    /** Ends what carries the response, so that it cannot be taken for complete: the connection, or the stream in HTTP/2. */
    void cutConnection() {
        switch (clientRequest.version()) {
            // there the end of the connection may be the end of the body
            case HTTP_1_0 -> ClientReset.reset(clientRequest.connection());
            case HTTP_2 -> clientResponse().reset(INTERNAL_ERROR);
            default -> ClientReset.close(vertx, clientRequest.connection(), lastFailure, notes.writeTimeoutMillis());
        }
    }

    boolean isOver() {
        return over;
    }

    HttpServerRequest clientRequest() {
        return clientRequest;
    }

    HttpServerResponse clientResponse() {
        return clientRequest.response();
    }

    Accepted accepted() {
        return accepted;
    }

    /** Where it came from. */
    ClientOrigin client() {
        return client;
    }

    RequestHead head() {
        return head;
    }

    BodyFraming framing() {
        return framing;
    }

    /** Where the request comes from and what it meant. */
    ClientConnection clientConnection() {
        return new ClientConnection(
                client.remote(),
                clientRequest.localAddress(),
                accepted.host(),
                client.port(),
                client.secure(),
                clientRequest.isSSL() ? clientRequest.sslSession() : null);
    }

    /** Whether the client sends its body only after 100 (Continue). */
    boolean expects() {
        return expects;
    }

    Set<JvmRoute> tried() {
        return tried;
    }

    /** How often the request was sent, or tried to be. */
    int tries() {
        return tries;
    }

    /** How it failed last, or null. */
    @Nullable
    NodeException lastFailure() {
        return lastFailure;
    }

    /** Whether the whole request is still at hand: a body that has begun to flow is gone, unless it was kept. */
    boolean isReplayable() {
        return body == null || body.isWhole();
    }

    /** Its body; null where there is none. */
    @Nullable
    ClientBody body() {
        return body;
    }
}
