package io.modcluster.balancer.metrics;

import java.util.concurrent.atomic.LongAdder;

/** The connections to one node, over all event loops. May be used from any thread. */
public final class NodeConnections {
    private final LongAdder open = new LongAdder();
    private final LongAdder tunnels = new LongAdder();
    private final LongAdder upgraded = new LongAdder();

    /** None. */
    NodeConnections() {}

    /** One for requests is open; {@link #closed} must follow. */
    public void opened() {
        open.increment();
    }

    /** It is closed. */
    public void closed() {
        open.decrement();
    }

    /** A connection became a tunnel; {@link #tunnelEnded} must follow. */
    public void tunnelBegan() {
        tunnels.increment();
        upgraded.increment();
    }

    /** It is closed. */
    public void tunnelEnded() {
        tunnels.decrement();
    }

    /** Open connections for requests. */
    public long open() {
        return open.sum();
    }

    /** Open tunnels. */
    public long tunnels() {
        return tunnels.sum();
    }

    /** Connections that were ever upgraded. */
    public long upgraded() {
        return upgraded.sum();
    }
}
