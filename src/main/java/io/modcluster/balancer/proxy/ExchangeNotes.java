package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Chosen;
import io.modcluster.balancer.proxy.log.AccessEntry.End;
import org.jspecify.annotations.Nullable;

/** What the edge has noted about one exchange: its id, its line in the access log, its limits. On its event loop. */
final class ExchangeNotes {
    private @Nullable JvmRoute trial;
    private @Nullable Runnable atEnd;
    private @Nullable AccessTrail trail;
    private @Nullable String requestId;
    private long maxBody = Long.MAX_VALUE;
    private int asked;

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

    /** Has this told what happens. */
    void setTrail(AccessTrail trail) {
        this.trail = trail;
    }

    /** The next node is asked. */
    void asks(Chosen chosen) {
        asked++;
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

    /** It ends otherwise than with the answer of a node. */
    void ends(End how, FailureKind why) {
        if (trail != null) {
            trail.ends(how, why);
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
