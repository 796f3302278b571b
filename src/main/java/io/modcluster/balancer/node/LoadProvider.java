package io.modcluster.balancer.node;

import io.modcluster.balancer.domain.LoadFactor;

/**
 * Says how much of its capacity a node has left; asked once each period, on the event loop of the node, so it must not
 * block. See {@link MeasuredLoad} for one that measures.
 */
@FunctionalInterface
public interface LoadProvider {
    /**
     * 1, nearly full, to 100, idle; 0 makes the node a hot standby, and anything below takes it out of service until the
     * next report. More than 100 counts as 100. When this throws, the last load holds and the failure is logged.
     */
    int load();

    /** Always the same: a weight among nodes. */
    static LoadProvider fixed(int load) {
        int value = new LoadFactor(load).value();
        return () -> value;
    }
}
