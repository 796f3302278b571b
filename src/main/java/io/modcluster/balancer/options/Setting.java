package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value for one option, as a source wrote it.
 *
 * @param key dotted name, for instance {@code traffic.port}; not necessarily one that exists
 * @param value a JSON value (text, number, boolean, list), {@link Text} from a source that knows text only, or a list of
 *     {@link Section}s
 * @param origin where it stands: {@code conf/balancer.yaml:12}, {@code --set}, the name of an environment variable
 */
public record Setting(String key, Object value, String origin) {

    /**
     * A value from a source without types (YAML scalars, environment, command line): the option decides what it means.
     * So {@code balancer.name: no} is the name "no", whatever YAML thinks of it. Lists are separated by commas.
     */
    public record Text(String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * An element of a list that has options of its own.
     *
     * @param settings with keys that begin at the element, such as {@code address}
     * @param origin where it begins
     */
    public record Section(List<Setting> settings, String origin) {
        /** Copies the list. */
        public Section {
            settings = List.copyOf(settings);
        }

        /** The section that an element of a list is, whatever its source made of it; null if it is none. */
        static @Nullable Section of(Object element) {
            if (element instanceof Section section) {
                return section;
            }
            if (element instanceof JsonObject object) {
                return new Section(StrictJson.settings(object, ""), "");
            }
            if (element instanceof Map<?, ?> map) {
                Map<String, Object> named = new HashMap<>();
                map.forEach((name, value) -> named.put(String.valueOf(name), value));
                return new Section(StrictJson.settings(new JsonObject(named), ""), "");
            }
            return null;
        }

        @Override
        public String toString() {
            return "{...}";
        }
    }

    /** This one, and the {@link Section}s in its value with all that is in them, by keys such as {@code nodes[2].address}. */
    public List<Setting> all() {
        List<Setting> all = new ArrayList<>();
        all.add(this);
        if (value instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                if (elements.get(i) instanceof Section section) {
                    String element = key + "[" + i + "]";
                    all.add(new Setting(element, section, section.origin()));
                    section.settings()
                            .forEach(part ->
                                    all.add(new Setting(element + "." + part.key(), part.value(), part.origin())));
                }
            }
        }
        return all;
    }

    /** Where {@code part} of its value stands: its key, or that of something in it. */
    String originOf(String part) {
        String found = origin;
        for (Setting inside : all()) {
            if (part.equals(inside.key) || part.startsWith(inside.key + ".")) {
                found = inside.origin;
            }
        }
        return found;
    }
}
