package io.modcluster.balancer.cluster;

import io.vertx.core.Future;

/**
 * Where the entries of this member's {@link Replica} are kept for others: for all members of a cluster, or for nobody. The
 * replica is always ahead; a store is told which entry changed and catches up in the background, in its own time. Belongs to
 * the event loop of the registry.
 */
interface NodeStore {
    /** An entry of the replica changed here. */
    void changed(String key);

    /** An entry is over: it is to be forgotten everywhere. */
    void forget(String key);

    /** Completes when nothing waits to be written. */
    Future<Void> flush();
}
