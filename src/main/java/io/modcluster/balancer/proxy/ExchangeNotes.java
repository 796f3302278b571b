package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the edge has noted about one exchange: its id, its line in the access log, its limits. On its event loop. */
final class ExchangeNotes {
    private @Nullable JvmRoute trial;
    private @Nullable Runnable atEnd;
    private @Nullable Consumer<MultiMap> told;
    private @Nullable AccessTrail trail;
    private @Nullable String requestId;
    private long maxBody = Long.MAX_VALUE;
    private long writeTimeoutMillis;
    private int asked;
    private @Nullable RequestCounting counting;
    private @Nullable ExplainTrail explained;
    private @Nullable Chosen chosen;
    private long startNanos;
    private long directBytes;

    /** Begins to be counted, until it {@link #ends} or has {@link #finished}. */
    void countBy(RequestCounting by) {
        counting = by;
        startNanos = System.nanoTime();
        by.began();
    }

    /** Has this called at the end, before what was to be called until now. */
    void atEnd(Runnable action) {
        Runnable before = atEnd;
        atEnd = before == null
                ? action
                : () -> {
                    action.run();
                    before.run();
                };
    }

    /** It is over. */
    void ended() {
        if (atEnd != null) {
            atEnd.run();
        }
    }

    /** So many bytes of the body were given to the client past Vert.x, which does not count them. */
    void wroteDirectly(int bytes) {
        directBytes += bytes;
    }

    /** All of those. */
    long directBytes() {
        return directBytes;
    }

    /** Has this told what happens. */
    void setTrail(AccessTrail trail) {
        this.trail = trail;
    }

    /** The next node is asked. */
    void asks(Chosen chosen) {
        asked++;
        this.chosen = chosen;
        if (explained != null) {
            explained.asks(chosen);
        }
        if (counting != null) {
            counting.tried(chosen);
        }
        if (trail != null) {
            trail.chosen(chosen);
        }
    }

    /** There is a connection to it. */
    void connected() {
        if (trail != null) {
            trail.connected();
        }
    }

    /** It answers. */
    void answered() {
        if (trail != null) {
            trail.answered();
        }
    }

    /** Has {@code told} see the header fields for the client when the node that is asked now answers. */
    void whenAnswered(Consumer<MultiMap> told) {
        this.told = told;
    }

    /** A node answered, and these are the header fields for the client. */
    void answeredWith(MultiMap toClient) {
        if (told != null) {
            told.accept(toClient);
        }
        if (explained != null) {
            explained.tell(toClient, trial != null, null);
        }
    }

    /** The balancer answers, and these are the header fields for the client. */
    void refusedWith(FailureKind why, MultiMap toClient) {
        if (explained != null) {
            explained.tell(toClient, false, why);
        }
    }

    /** The client may know, and asks for it, what is chosen. */
    void explain(ExplainTrail trail) {
        explained = trail;
    }

    /** It ends otherwise than with the answer of a node. */
    void ends(End how, FailureKind why) {
        if (trail != null) {
            trail.ends(how, why);
        }
        count(why.status(), why);
    }

    /** The client has left, or the edge has sent it away: which of both is known when all of this turn is done. */
    void gone(Vertx vertx, HttpServerRequest request) {
        if (trail != null) {
            trail.ends(End.GONE, FailureKind.CLIENT_GONE);
        }
        if (counting != null) {
            vertx.runOnContext(later -> {
                FailureKind why = whyGone(StrictHttpEdge.answered(request));
                count(why.status(), why);
            });
        }
    }

    private static FailureKind whyGone(@Nullable Refused answered) {
        if (answered == null) {
            return FailureKind.CLIENT_GONE;
        }
        return answered.status() == FailureKind.BODY_TOO_SLOW.status()
                ? FailureKind.BODY_TOO_SLOW
                : FailureKind.BODY_BROKEN;
    }

    /** The node that was asked last did not do it. */
    void failed(FailureKind why) {
        if (explained != null) {
            explained.failed(why);
        }
        if (counting != null && chosen != null) {
            counting.failed(chosen, why);
        }
    }

    /** The client has the whole answer of a node. */
    void finished(int status) {
        count(status, null);
    }

    private void count(int status, @Nullable FailureKind why) {
        RequestCounting by = counting;
        counting = null;
        if (by != null) {
            by.ended(chosen, startNanos, status, why);
        }
    }

    void setRequestId(String id) {
        requestId = id;
    }

    /** Its id, or null if requests have none. */
    @Nullable
    String requestId() {
        return requestId;
    }

    /** A body longer than this many bytes is too long. */
    void limitBody(long bytes) {
        maxBody = bytes;
    }

    /** Whether a body of so many bytes is longer than is allowed. */
    boolean isTooLong(long bytes) {
        return bytes > maxBody;
    }

    /** A client that takes nothing for this long is cut off; 0 is never. */
    void limitWriting(long millis) {
        writeTimeoutMillis = millis;
    }

    long writeTimeoutMillis() {
        return writeTimeoutMillis;
    }

    /** How often a node was asked. */
    int asked() {
        return asked;
    }

    /** The next try is a trial of this node, which is out for its errors. */
    void setTrial(JvmRoute route) {
        trial = route;
    }

    /** The node that was on trial, once; or null. */
    @Nullable
    JvmRoute takeTrial() {
        JvmRoute tried = trial;
        trial = null;
        return tried;
    }
}
