package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.transport.TransportLimits;
import java.time.Duration;

/** The times of one transport, in milliseconds. */
record AjpTimes(long ping, long response, long standstill, long keepAlive) {
    static AjpTimes of(TransportLimits limits, ConnectionConfig node) {
        Duration response = limits.responseTimeout(node);
        return new AjpTimes(
                limits.connectTimeout(node).toMillis(),
                response.toMillis(),
                // never before the head of a response may come
                Math.max(limits.streamIdle().toMillis(), response.toMillis() + 1000),
                limits.keepAlive(node).toMillis());
    }
}
