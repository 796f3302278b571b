package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NotConnected;
import io.modcluster.balancer.transport.ajp.codec.AjpException;
import io.modcluster.balancer.transport.ajp.codec.AjpException.Flaw;

/** Which kind of failure it is when a request cannot be sent. */
final class AjpFailures {
    private AjpFailures() {}

    static NodeException unsendable(AjpException cause) {
        FailureKind kind = cause.flaw() == Flaw.HEAD_TOO_LARGE ? FailureKind.HEAD_TOO_LARGE : FailureKind.BAD_RESPONSE;
        return new NodeException(kind, String.valueOf(cause.getMessage()));
    }

    static NodeException notConnected(Throwable cause) {
        return new NodeException(FailureKind.CONNECT_FAILED, "not connected: " + NotConnected.text(cause));
    }
}
