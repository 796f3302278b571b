package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.routing.FailureKind;

/** An exchange with a node failed. */
public final class NodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    /**
     * A failure. It has no stack trace: it is an expected outcome, and there may be thousands a second.
     *
     * @param detail what was seen, for people
     */
    public NodeException(FailureKind kind, String detail) {
        super(detail, null, false, false);
        this.kind = kind;
    }

    /** What failed and how far the exchange had got. */
    public FailureKind kind() {
        return kind;
    }

    /** What was seen, for people. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The failure that {@code cause} stands for; {@code otherwise} if it is none of ours. */
    public static NodeException of(Throwable cause, FailureKind otherwise) {
        return cause instanceof NodeException node ? node : new NodeException(otherwise, String.valueOf(cause));
    }
}
