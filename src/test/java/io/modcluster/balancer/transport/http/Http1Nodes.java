package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.testkit.NodeCaller;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.TransportLimits;
import java.time.Duration;

/** Ways to nodes that tests play. */
final class Http1Nodes {
    private Http1Nodes() {}

    /** One connection to this port, one that may wait for it, and times that no test reaches. */
    static Http1Transport transport(NodeCaller caller, int port) throws Exception {
        Duration some = Duration.ofSeconds(10);
        TransportLimits limits = new TransportLimits(1, 1, some, some, some, some, 8192, Duration.ZERO);
        return caller.get(() -> new Http1Transport(
                caller.vertx(),
                NodeCaller.nodeAt(Scheme.HTTP, port),
                new NodeDialect(null, false),
                limits,
                new LoopHeads(),
                new NodeCounter().connections()));
    }
}
