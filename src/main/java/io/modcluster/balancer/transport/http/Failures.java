package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** Which kind of failure an exception of the HTTP client is; the only place that looks at its types. */
final class Failures {
    private Failures() {}

    /** While a connection was asked for. */
    static NodeException beforeSending(Throwable cause, boolean queued) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new NodeException(FailureKind.QUEUE_FULL, "all connections taken and the queue for them full");
        }
        if (cause instanceof TimeoutException) {
            return queued
                    ? new NodeException(FailureKind.QUEUE_TIMEOUT, "no connection became free in time")
                    : new NodeException(FailureKind.CONNECT_FAILED, "connecting took too long");
        }
        if (cause instanceof IllegalStateException) {
            return new NodeException(FailureKind.QUEUE_FULL, "the connections are being closed");
        }
        return new NodeException(FailureKind.CONNECT_FAILED, text(cause));
    }

    /** After the head was sent, before the head of the response. */
    static NodeException beforeResponse(Throwable cause, boolean reused) {
        if (cause instanceof TimeoutException) {
            return new NodeException(FailureKind.RESPONSE_TIMEOUT, "no response in time");
        }
        if (cause instanceof HttpClosedException || cause instanceof IOException) {
            return reused
                    ? new NodeException(FailureKind.STALE_CONNECTION, text(cause))
                    : new NodeException(FailureKind.BROKEN_BEFORE_RESPONSE, text(cause));
        }
        return new NodeException(FailureKind.BAD_RESPONSE, text(cause));
    }

    /** For handlers that must be there, else the client logs; the failure is seen elsewhere. */
    static void ignore(Throwable seenElsewhere) {
        // the future of the response fails with the same
    }

    static String text(Throwable cause) {
        String kind = cause instanceof ConnectException
                ? "not connected"
                : cause.getClass().getSimpleName();
        return kind + ": " + cause.getMessage();
    }
}
