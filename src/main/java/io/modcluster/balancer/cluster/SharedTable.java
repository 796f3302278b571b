package io.modcluster.balancer.cluster;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The map that the members of a cluster share: texts by key. It may be slow, fail, be split in two, and come back with older
 * values; nothing here relies on it for more than telling others in the end.
 */
interface SharedTable {
    /** Everything. */
    Future<Map<String, String>> all();

    /** One text, or null when there is none. */
    Future<@Nullable String> get(String key);

    /** Stores a text if there is none; whether it did. */
    Future<Boolean> putIfAbsent(String key, String text);

    /** Stores a text if the one that is there equals {@code expected}; whether it did. */
    Future<Boolean> replace(String key, String expected, String text);

    /** Removes a text if it equals {@code expected}; whether it did. */
    Future<Boolean> remove(String key, String expected);
}
