package io.modcluster.balancer.domain;

/** What an operator wants of a context, whatever its node says. */
public enum Wish {
    /** Nothing, or nothing any more: what the node says holds. */
    NONE(ContextStatus.ENABLED),
    /** It is to go away soon: sessions may end, new ones go elsewhere. Requests are treated as with {@link #DISABLE}. */
    DRAIN(ContextStatus.DISABLED),
    /** Requests that carry a session id only, until further notice. */
    DISABLE(ContextStatus.DISABLED),
    /** No requests. */
    STOP(ContextStatus.STOPPED);

    private final ContextStatus leastCareful;

    Wish(ContextStatus leastCareful) {
        this.leastCareful = leastCareful;
    }

    /** The most open state that a context may have under this wish. */
    public ContextStatus leastCareful() {
        return leastCareful;
    }
}
