package io.modcluster.balancer.node;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;

/** One measure of how busy a node is; asked once each period, on the event loop of the node, so it must not block. */
@FunctionalInterface
public interface LoadMetric {
    /** The share that is in use: 0 none, 1 all. What lies outside, or is not a number, is cut to that. */
    double used();

    /** The CPU of the machine, or of the container where the JVM sees its limits. Unknown counts as idle. */
    static LoadMetric cpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system::getCpuLoad
                : () -> 0;
    }

    /** The heap in use, garbage included, of the most there may be. */
    static LoadMetric heap() {
        return () -> {
            MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            long max = heap.getMax() > 0 ? heap.getMax() : heap.getCommitted();
            return (double) heap.getUsed() / max;
        };
    }

    /**
     * The requests in flight.
     *
     * @param capacity how many make the node full, at least 1
     */
    static LoadMetric inFlight(InFlight requests, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        return () -> (double) requests.count() / capacity;
    }
}
