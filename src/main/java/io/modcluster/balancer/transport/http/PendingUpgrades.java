package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.transport.NodeTransport;

/**
 * How many upgrades a node has been asked for and has not answered: each holds a connection, as a request does. Those that
 * it has answered are tunnels, with a limit of their own, or have ended. Belongs to one event loop.
 */
public final class PendingUpgrades {
    private final int most;
    private int pending;

    /** None yet; {@code most} with the requests under way. */
    public PendingUpgrades(int most) {
        this.most = most;
    }

    /** Whether there is room for one more beside the requests under way there; then it counts until {@link #leave}. */
    boolean enter(NodeTransport requests) {
        int under = takenOf(requests);
        if (pending + under >= most) {
            return false;
        }
        pending++;
        return true;
    }

    private static int takenOf(NodeTransport requests) {
        if (requests instanceof Http1Transport http) {
            return http.taken();
        }
        return requests instanceof HttpNodeTransport http ? http.taken() : 0;
    }

    /** One was answered, or is not sent. */
    void leave() {
        pending--;
    }
}
