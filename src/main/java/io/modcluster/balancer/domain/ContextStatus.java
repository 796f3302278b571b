package io.modcluster.balancer.domain;

/** State of a context on a node. The order is that of increasing care: what comes later lets fewer requests through. */
public enum ContextStatus {
    /** Takes every request. */
    ENABLED(1),
    /** Takes requests that carry a session id, any session id; no new ones. */
    DISABLED(2),
    /** Takes no request. */
    STOPPED(3),
    /** A tombstone: as if the context had never been there. Never shown to anybody. */
    REMOVED(0);

    private final int code;

    ContextStatus(int code) {
        this.code = code;
    }

    /** The number that DUMP prints. */
    public int code() {
        return code;
    }

    /** Whether a request may go to a context in this state. */
    public boolean admits(boolean hasSession) {
        return this == ENABLED || (this == DISABLED && hasSession);
    }
}
