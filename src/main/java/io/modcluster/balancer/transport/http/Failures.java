package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NotConnected;
import io.modcluster.balancer.transport.TlsRefusal;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;

/** Which kind of failure an exception of the HTTP client is; the only place that looks at its types. */
final class Failures {
    private static final long REFUSED_STREAM = 7;

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
        String tls = TlsRefusal.explain(cause);
        if (tls != null) {
            return new NodeException(FailureKind.TLS_REFUSED, tls);
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
        if (cause instanceof StreamResetException reset) {
            return ofReset(reset);
        }
        if (cause instanceof HttpClosedException || cause instanceof IOException) {
            return reused
                    ? new NodeException(FailureKind.STALE_CONNECTION, text(cause))
                    : new NodeException(FailureKind.BROKEN_BEFORE_RESPONSE, text(cause));
        }
        return new NodeException(FailureKind.BAD_RESPONSE, text(cause));
    }

    /** HTTP/2: the node, or a timer of ours, ended the one exchange. */
    private static NodeException ofReset(StreamResetException reset) {
        if (reset.getCause() instanceof TimeoutException) {
            return new NodeException(FailureKind.RESPONSE_TIMEOUT, "no response in time");
        }
        // RFC 9113 §8.7: refused is not processed, so it is no more than a connection that had just closed
        boolean refused = reset.getCode() == REFUSED_STREAM;
        return new NodeException(
                refused ? FailureKind.STALE_CONNECTION : FailureKind.BROKEN_BEFORE_RESPONSE,
                "stream reset with error " + reset.getCode());
    }

    /** For handlers that must be there, else the client logs; the failure is seen elsewhere. */
    static void ignore(Throwable seenElsewhere) {
        // the future of the response fails with the same
    }

    /** A node sent what is no response. */
    static NodeException unreadable(Throwable cause) {
        return new NodeException(FailureKind.BAD_RESPONSE, text(cause));
    }

    static String text(Throwable cause) {
        return cause instanceof ConnectException
                ? "not connected: " + NotConnected.text(cause)
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
