package io.modcluster.balancer.options;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Reads a list whose elements have options of their own, and says which of them are wrong where. Used once. */
abstract class SectionsReader<O extends StrictOptions<O>> {
    private final String example;
    private final List<O> elements = new ArrayList<>();
    private final List<OptionsProblem> problems = new ArrayList<>();

    /** {@code example} is what is told to who wrote something that is no object. */
    SectionsReader(String example) {
        this.example = example;
    }

    /** The type of such a list; a source without types writes it as JSON. */
    static <T extends StrictOptions<T>> OptionType<List<T>> type(
            String expected, Supplier<? extends SectionsReader<T>> reader) {
        return new OptionType<>(
                expected,
                SectionsReader::jsonOrText,
                json -> {
                    List<?> list = json instanceof JsonArray array
                            ? array.getList()
                            : json instanceof List<?> elements ? elements : null;
                    return list == null
                            ? new Parsed.Bad<>(expected)
                            : reader.get().parse(list);
                },
                SectionsReader::toJson,
                elements -> toJson(elements).encode());
    }

    /** An element with the defaults. */
    abstract O element();

    /** What is wrong with an element whose options are good, each for itself. */
    abstract void judge(int index, O element, Setting said);

    /** The list that a text is in JSON; a text that is none stays as it is, for the problem that tells of it. */
    static Object jsonOrText(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            return new JsonArray(text).getList();
        } catch (DecodeException notJson) {
            return text;
        }
    }

    private static <T extends StrictOptions<T>> JsonArray toJson(List<T> elements) {
        JsonArray array = new JsonArray();
        elements.forEach(element -> array.add(element.toJson()));
        return array;
    }

    final Parsed<List<O>> parse(List<?> written) {
        for (int i = 0; i < written.size(); i++) {
            read(i, written.get(i));
        }
        return problems.isEmpty() ? new Parsed.Good<>(List.copyOf(elements)) : new Parsed.Faulty<>(problems);
    }

    private void read(int index, Object element) {
        if (element instanceof Setting.Section section) {
            read(index, section);
        } else if (element instanceof JsonObject object) {
            read(index, new Setting.Section(StrictJson.settings(object, ""), ""));
        } else if (element instanceof Map<?, ?> map) {
            Map<String, Object> named = new HashMap<>();
            map.forEach((name, value) -> named.put(String.valueOf(name), value));
            read(index, new Setting.Section(StrictJson.settings(new JsonObject(named), ""), ""));
        } else {
            problem(index, "", "", String.valueOf(element), "an object, for instance " + example);
        }
    }

    private void read(int index, Setting.Section section) {
        O element = element();
        List<OptionsProblem> found = new ArrayList<>(element.table().apply(section.settings(), element));
        Set<String> said = section.settings().stream().map(Setting::key).collect(Collectors.toSet());
        for (OptionsProblem problem : element.table().check(element)) {
            if (!said.contains(problem.key())) {
                found.add(new OptionsProblem(problem.key(), section.origin(), problem.value(), problem.expectation()));
            }
        }
        found.forEach(problem -> problems.add(problem.below("[" + index + "].", section.origin())));
        elements.add(element);
        if (found.isEmpty()) {
            judge(index, element, new Setting("", List.of(section), section.origin()));
        }
    }

    /** Notes a problem of an element; {@code key} begins with a dot, or is empty. */
    final void problem(int index, String key, String origin, String value, String expectation) {
        problems.add(new OptionsProblem("[" + index + "]" + key, origin, value, expectation));
    }
}
