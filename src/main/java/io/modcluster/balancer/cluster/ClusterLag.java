package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.metrics.EventLoopLag;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long after a change at another member it is known here. What was changed before this member began is none of it. */
final class ClusterLag {
    private final EventLoopLag lag;
    private final LongSupplier micros;
    private final long began;

    /** Tells {@code lag}; {@code micros} is the time since 1970. */
    ClusterLag(EventLoopLag lag, LongSupplier micros) {
        this.lag = lag;
        this.micros = micros;
        this.began = micros.getAsLong();
    }

    /** These changes of another member are known now. */
    void heard(List<NodeEvent> events) {
        long now = micros.getAsLong();
        for (NodeEvent event : events) {
            if (event.stamp().micros() >= began) {
                lag.late(TimeUnit.MICROSECONDS.toNanos(now - event.stamp().micros()));
            }
        }
    }
}
