package io.modcluster.balancer.proxy.edge;

import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;

/** Thrown inside the decoder; Netty carries it to the invalid-request handler as the failed decoder result. */
final class BadRequest extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Refused refused;

    BadRequest(int status, String reason) {
        super(reason);
        this.refused = Refused.closing(status, reason);
    }

    Refused refused() {
        return refused;
    }

    /** Clients cause this at will, so it must cost them more than us. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
