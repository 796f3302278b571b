package io.modcluster.balancer.cluster;

import io.vertx.core.Future;

/**
 * Where the entries of this member's {@link Replica} are kept for others: for all members of a cluster, or for nobody. The
 * replica is always ahead; a store is told which entry changed and catches up in the background, in its own time. Belongs to
 * the event loop of the registry.
 */
interface NodeStore {
    /**
     * Takes over all that the store has.
     *
     * @return how many entries there were; fails when the store cannot be read, and may be called again then
     */
    Future<Integer> open();

    /** An entry of the replica changed here. */
    void changed(String key);

    /** An entry is over: it is to be forgotten everywhere. */
    void forget(String key);

    /** Another member says that it changed an entry. */
    void heard(String key);

    /** Compares everything with everything. May be called at any time; fails when the store cannot be read. */
    Future<Void> synchronize();

    /** Tries again what failed. To be called every second or so. */
    void tick();

    /** Completes when nothing waits to be written. */
    Future<Void> flush();
}
