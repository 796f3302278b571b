package io.modcluster.balancer.cluster;

import io.vertx.core.Future;

/** The store of a balancer that is alone: the replica is all there is, and each change of it counts at once. */
final class LocalNodeStore implements NodeStore {
    private final Replica replica;

    LocalNodeStore(Replica replica) {
        this.replica = replica;
    }

    @Override
    public Future<Integer> open() {
        return Future.succeededFuture(0);
    }

    @Override
    public void changed(String key) {
        Replica.Version version = replica.version(key);
        if (version != null) {
            replica.committed(key, version);
        }
    }

    @Override
    public void forget(String key) {
        // nobody else remembers it
    }

    @Override
    public void heard(String key) {
        // there is nobody to hear from
    }

    @Override
    public Future<Void> synchronize() {
        return Future.succeededFuture();
    }

    @Override
    public void tick() {
        // nothing fails
    }

    @Override
    public Future<Void> flush() {
        return Future.succeededFuture();
    }
}
