package io.modcluster.balancer.cluster;

import io.vertx.core.Future;

/** The store of a balancer that is alone: the replica is all there is, and each change of it counts at once. */
final class LocalNodeStore implements NodeStore {
    private final Replica replica;

    LocalNodeStore(Replica replica) {
        this.replica = replica;
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
    public Future<Void> flush() {
        return Future.succeededFuture();
    }
}
