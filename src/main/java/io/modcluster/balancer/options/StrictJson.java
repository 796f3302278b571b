package io.modcluster.balancer.options;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON objects as lists of settings with dotted keys, and back. Nothing in the object is passed over. */
final class StrictJson {
    static final String ORIGIN = "json";

    private StrictJson() {}

    /** One setting for each value that is not an object. An empty object says nothing and is no mistake. */
    static List<Setting> settings(JsonObject json) {
        return settings(json, ORIGIN);
    }

    /** The same from another origin. */
    static List<Setting> settings(JsonObject json, String origin) {
        List<Setting> settings = new ArrayList<>();
        collect("", json, origin, settings);
        return settings;
    }

    private static void collect(String prefix, JsonObject json, String origin, List<Setting> settings) {
        for (Map.Entry<String, Object> entry : json) {
            String key = prefix + entry.getKey();
            if (entry.getValue() instanceof JsonObject section) {
                collect(key + ".", section, origin, settings);
            } else {
                settings.add(new Setting(key, valueOf(entry.getValue()), origin));
            }
        }
    }

    /** JSON null is a value that no option takes, so it is shown as what it is. */
    private static Object valueOf(@Nullable Object value) {
        return value == null ? new Null() : value instanceof JsonArray array ? array.getList() : value;
    }

    /** Puts {@code value} where the dotted {@code key} says, with the objects on the way there. */
    static void put(JsonObject json, String key, Object value) {
        String[] path = key.split("\\.", -1);
        JsonObject section = json;
        for (String name : Arrays.copyOf(path, path.length - 1)) {
            if (!section.containsKey(name)) {
                section.put(name, new JsonObject());
            }
            section = section.getJsonObject(name);
        }
        section.put(path[path.length - 1], value);
    }

    /** JSON null; its own type, so that it can be shown and never be accepted. */
    private record Null() {
        @Override
        public String toString() {
            return "null";
        }
    }
}
