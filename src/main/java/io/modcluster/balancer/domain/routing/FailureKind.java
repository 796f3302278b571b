package io.modcluster.balancer.domain.routing;

/**
 * What can go wrong with a request, how far it had got by then, and what follows: the status for the client, whether
 * another node may get the request, and whether it counts against the node. The one table for all transports.
 */
public enum FailureKind {
    /** Nothing serves host and path. */
    NO_CONTEXT(404, Retry.NEVER, false),
    /** The context is disabled or stopped everywhere. */
    CONTEXT_CLOSED(404, Retry.NEVER, false),
    /** Nodes have the context, none is up. */
    NO_NODE_UP(503, Retry.NEVER, false),
    /** The node of the session is lost and the session may not move. */
    SESSION_NODE_LOST(503, Retry.NEVER, false),
    /** What the node is spoken to in knows no upgrades: AJP, or HTTP/2 in clear. Nothing was sent. */
    NO_UPGRADE(501, Retry.ALWAYS, false),
    /** As many tunnels as there may be. Nothing was sent. */
    TOO_MANY_TUNNELS(503, Retry.NEVER, false),
    /** The head of the request is longer than the protocol of the node allows. Nothing was sent. */
    HEAD_TOO_LARGE(431, Retry.NEVER, false),
    /** The node did not accept a connection. Nothing was sent. */
    CONNECT_FAILED(503, Retry.ALWAYS, true),
    /** The node has no TLS that is trusted, or does not trust us. Nothing was sent. */
    TLS_REFUSED(502, Retry.ALWAYS, true),
    /** All connections to the node are taken and so is the queue for them. Nothing was sent. */
    QUEUE_FULL(503, Retry.ALWAYS, false),
    /** No connection to the node became free in time. Nothing was sent. */
    QUEUE_TIMEOUT(503, Retry.ALWAYS, false),
    /**
     * A connection that was kept from an earlier request turned out to be closed. Most likely the node had closed it before
     * this request came, but nothing proves that it processed nothing.
     */
    STALE_CONNECTION(502, Retry.IF_IDEMPOTENT, false),
    /** The connection broke before the head of the response. The node may have processed the request. */
    BROKEN_BEFORE_RESPONSE(502, Retry.IF_IDEMPOTENT, false),
    /** No head of a response in time. */
    RESPONSE_TIMEOUT(504, Retry.NEVER, false),
    /** The response cannot be understood. */
    BAD_RESPONSE(502, Retry.NEVER, false),
    /** The balancer is about to run out of memory. Nothing was sent. */
    OVERLOADED(503, Retry.NEVER, false),
    /** The context is under maintenance. Nothing was sent. */
    MAINTENANCE(503, Retry.NEVER, false),
    /** The body of the request is longer than is allowed. */
    BODY_TOO_LARGE(413, Retry.NEVER, false),
    /** The body of the request came too slowly. The edge answers. */
    BODY_TOO_SLOW(408, Retry.NEVER, false),
    /** The framing of the body of the request is broken. The edge answers. */
    BODY_BROKEN(400, Retry.NEVER, false),
    /** The whole took longer than is allowed. */
    TOTAL_TIMEOUT(504, Retry.NEVER, false),
    /** The connection broke after the head of the response: the client's connection is cut, there is no status. */
    BROKEN_AFTER_RESPONSE(0, Retry.NEVER, false),
    /** The client took nothing of the response for too long: its connection is cut, there is no status. */
    CLIENT_STALLED(0, Retry.NEVER, false),
    /** The client went away. Logged as 499. */
    CLIENT_GONE(499, Retry.NEVER, false);

    /** When another node may get the request. */
    public enum Retry {
        /** Never. */
        NEVER,
        /** When the method is idempotent and the body can be sent again. */
        IF_IDEMPOTENT,
        /** Always, nothing was sent. */
        ALWAYS
    }

    private final int status;
    private final Retry retry;
    private final boolean blamesNode;

    FailureKind(int status, Retry retry, boolean blamesNode) {
        this.status = status;
        this.retry = retry;
        this.blamesNode = blamesNode;
    }

    /** Status code for the client; 0 when a response was already on its way. */
    public int status() {
        return status;
    }

    /** When another node may get the request. */
    public Retry retry() {
        return retry;
    }

    /**
     * Whether one such failure takes the node out until it answers a check again. Only a connection that cannot be made, its
     * TLS included, does: slow pages, odd responses and connections that a node closes on a request it does not like must
     * not (MCMP §6.8).
     */
    public boolean blamesNode() {
        return blamesNode;
    }

    /** Whether it is one of the tries of a request: not where the node is one that could not be spoken to at all. */
    public boolean countsAsTry() {
        return this != NO_UPGRADE;
    }

    /** The failure that a rejected selection is. */
    public static FailureKind of(Selection.Reason reason) {
        return switch (reason) {
            case NO_CONTEXT -> NO_CONTEXT;
            case CONTEXT_CLOSED -> CONTEXT_CLOSED;
            case NO_NODE_UP -> NO_NODE_UP;
            case SESSION_NODE_LOST -> SESSION_NODE_LOST;
        };
    }
}
