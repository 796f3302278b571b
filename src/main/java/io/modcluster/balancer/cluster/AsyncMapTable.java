package io.modcluster.balancer.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The map of this name that all members of a clustered Vert.x share. Asked for until it is there. */
final class AsyncMapTable implements SharedTable {
    private final Vertx vertx;
    private final String name;
    private @Nullable AsyncMap<String, String> map;

    AsyncMapTable(Vertx vertx, String name) {
        this.vertx = vertx;
        this.name = name;
    }

    @Override
    public Future<Map<String, String>> all() {
        return map().compose(AsyncMap::entries);
    }

    @Override
    public Future<@Nullable String> get(String key) {
        return map().compose(there -> there.get(key));
    }

    @Override
    public Future<Boolean> putIfAbsent(String key, String text) {
        return map().compose(there -> there.putIfAbsent(key, text)).map(before -> before == null);
    }

    @Override
    public Future<Boolean> replace(String key, String expected, String text) {
        return map().compose(there -> there.replaceIfPresent(key, expected, text));
    }

    @Override
    public Future<Boolean> remove(String key, String expected) {
        return map().compose(there -> there.removeIfPresent(key, expected));
    }

    private Future<AsyncMap<String, String>> map() {
        AsyncMap<String, String> there = map;
        return there != null
                ? Future.succeededFuture(there)
                : vertx.sharedData().<String, String>getClusterWideMap(name).onSuccess(found -> map = found);
    }
}
