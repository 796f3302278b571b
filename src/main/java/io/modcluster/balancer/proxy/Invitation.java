package io.modcluster.balancer.proxy;

import io.modcluster.balancer.proxy.edge.Http2Edge;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** Invites a client that waits for it ({@code Expect: 100-continue}) to send its body. */
final class Invitation {
    /** A client may wait this long for a 100 of the node, then it gets ours: not all nodes send one (RFC 9110 §10.1.1). */
    private static final long AFTER_MILLIS = 1000;

    private static final long NONE = -1;

    private final Vertx vertx;
    private final HttpServerRequest clientRequest;
    private long timer = NONE;
    private boolean sent;

    Invitation(Vertx vertx, HttpServerRequest clientRequest) {
        this.vertx = vertx;
        this.clientRequest = clientRequest;
    }

    /** Does this when the node has had its time. */
    void inTime(Runnable action) {
        timer = vertx.setTimer(AFTER_MILLIS, rung -> action.run());
    }

    /** Sends it, once. */
    void send() {
        if (!sent) {
            sent = true;
            clientRequest.response().writeContinue();
            Http2Edge.invited(clientRequest);
        }
    }

    /** No more. */
    void off() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
        }
    }
}
