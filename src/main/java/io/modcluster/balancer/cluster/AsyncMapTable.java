package io.modcluster.balancer.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.AsyncMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The map of this name that all members of a clustered Vert.x share. */
final class AsyncMapTable implements SharedTable {
    private final AsyncMap<String, String> map;

    private AsyncMapTable(AsyncMap<String, String> map) {
        this.map = map;
    }

    static Future<SharedTable> of(Vertx vertx, String name) {
        return vertx.sharedData().<String, String>getClusterWideMap(name).map(AsyncMapTable::new);
    }

    @Override
    public Future<Map<String, String>> all() {
        return map.entries();
    }

    @Override
    public Future<@Nullable String> get(String key) {
        return map.get(key);
    }

    @Override
    public Future<Boolean> putIfAbsent(String key, String text) {
        return map.putIfAbsent(key, text).map(there -> there == null);
    }

    @Override
    public Future<Boolean> replace(String key, String expected, String text) {
        return map.replaceIfPresent(key, expected, text);
    }

    @Override
    public Future<Boolean> remove(String key, String expected) {
        return map.removeIfPresent(key, expected);
    }
}
