package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The keys of one class of options, and everything that is done to all of them alike. */
final class OptionTable<O> {
    private final List<OptionKey<O, ?>> keys;
    private final Map<String, OptionKey<O, ?>> byName;

    OptionTable(List<OptionKey<O, ?>> keys) {
        this.keys = List.copyOf(keys);
        this.byName = keys.stream().collect(Collectors.toMap(OptionKey::name, Function.identity()));
    }

    List<OptionKey<O, ?>> keys() {
        return keys;
    }

    /** The same keys under the name of a section of larger options. */
    <P> List<OptionKey<P, ?>> within(String section, Function<P, O> part) {
        List<OptionKey<P, ?>> lifted = new ArrayList<>();
        for (OptionKey<O, ?> key : keys) {
            lifted.add(key.within(section, part));
        }
        return lifted;
    }

    void copy(O from, O to) {
        keys.forEach(key -> key.copy(from, to));
    }

    JsonObject toJson(O options) {
        return toJson(options, OptionKey::toJson);
    }

    /** As {@link #toJson}, for people: without secrets. */
    JsonObject toShownJson(O options) {
        return toJson(options, OptionKey::toShownJson);
    }

    private JsonObject toJson(O options, BiFunction<OptionKey<O, ?>, O, Object> valueOf) {
        JsonObject json = new JsonObject();
        for (OptionKey<O, ?> key : keys) {
            if (key.isSet(options)) {
                StrictJson.put(json, key.name(), valueOf.apply(key, options));
            }
        }
        return json;
    }

    /** Sets everything that can be set, in the order given, and answers what could not. */
    List<OptionsProblem> apply(List<Setting> settings, O options) {
        List<OptionsProblem> problems = new ArrayList<>();
        for (Setting setting : settings) {
            OptionKey<O, ?> key = byName.get(setting.key());
            problems.addAll(key == null ? List.of(unknown(setting)) : key.apply(setting, options));
        }
        return problems;
    }

    List<OptionsProblem> check(O options) {
        return keys.stream().flatMap(key -> key.check(options).stream()).toList();
    }

    private OptionsProblem unknown(Setting setting) {
        String expectation = belowIt(setting.key())
                .map(key -> "options below it, such as " + key)
                .or(() -> aboveIt(setting.key()))
                .orElseGet(() -> spelling(setting.key()));
        String value =
                mayBeSecret(setting.key()) ? OptionKey.HIDDEN : setting.value().toString();
        return new OptionsProblem(setting.key(), setting.origin(), value, expectation);
    }

    /** Whoever misspells the name of a secret must not find the secret in a log. */
    private boolean mayBeSecret(String written) {
        return Secrets.isNear(written, keys);
    }

    /** The first option of a section: somebody gave a value to the section itself. */
    private Optional<String> belowIt(String section) {
        return keys.stream()
                .map(OptionKey::name)
                .filter(name -> name.startsWith(section + "."))
                .findFirst();
    }

    /** Somebody gave options to something that is none of their sections. */
    private Optional<String> aboveIt(String below) {
        return keys.stream()
                .filter(key -> below.startsWith(key.name() + "."))
                .map(key -> "nothing below " + key.name() + ", which is " + key.expected())
                .findFirst();
    }

    private String spelling(String key) {
        return Spelling.nearest(key, byName.keySet())
                .map(nearest -> "a key that exists; did you mean " + nearest + "?")
                .orElse("a key that exists");
    }
}
