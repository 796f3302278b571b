package io.modcluster.balancer.options;

import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The table of what can be said of one of {@code limits}, and how the list is read. */
final class LimitKeys {
    private static final OptionType<List<String>> PATHS = ListTypes.maintenance();

    private static final OptionType<String> PATH = new OptionType<>(
            "a path such as /upload, or host and path such as shop.example.com/upload",
            text -> text,
            json -> json instanceof String text
                            && PATHS.parse().apply(List.of(text)) instanceof Parsed.Good<List<String>> good
                    ? new Parsed.Good<>(good.value().get(0))
                    : new Parsed.Bad<>("a path such as /upload, or host and path such as shop.example.com/upload"),
            value -> value,
            value -> value);

    static final OptionTable<LimitOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>("path", PATH, LimitOptions::getPath, LimitOptions::setPath, "The context that it is for.")
                    .onlyWhen(limit -> !limit.getPath().isEmpty()),
            new OptionKey<>(
                            "max-body",
                            OptionTypes.bytes(),
                            LimitOptions::getMaxBody,
                            LimitOptions::setMaxBody,
                            "In place of request.max-body.")
                    .onlyWhen(limit -> limit.getMaxBody() >= 0),
            new OptionKey<>(
                            "total-timeout",
                            OptionTypes.durationOrNever(Duration.ofMillis(100), Duration.ofHours(24)),
                            LimitOptions::getTotalTimeout,
                            LimitOptions::setTotalTimeout,
                            "In place of request.total-timeout.")
                    .onlyWhen(limit -> !limit.getTotalTimeout().isNegative())));

    /** A source without types writes the list as JSON. */
    static final OptionType<List<LimitOptions>> LIST = new OptionType<>(
            "a list of objects with path and, if wanted, max-body and total-timeout; as JSON in an environment variable or"
                    + " behind --set",
            SectionsReader::jsonOrText,
            LimitKeys::parse,
            LimitKeys::toJson,
            limits -> toJson(limits).encode());

    private LimitKeys() {}

    private static JsonArray toJson(List<LimitOptions> limits) {
        JsonArray array = new JsonArray();
        limits.forEach(limit -> array.add(limit.toJson()));
        return array;
    }

    private static Parsed<List<LimitOptions>> parse(Object json) {
        List<?> elements =
                json instanceof JsonArray array ? array.getList() : json instanceof List<?> list ? list : null;
        if (elements == null) {
            return new Parsed.Bad<>(LIST.expected());
        }
        List<LimitOptions> limits = new ArrayList<>();
        List<OptionsProblem> problems = new ArrayList<>();
        for (int i = 0; i < elements.size(); i++) {
            String place = "[" + i + "]";
            Setting.Section section = Setting.Section.of(elements.get(i));
            LimitOptions limit = new LimitOptions();
            if (section == null) {
                problems.add(new OptionsProblem(
                        place,
                        "",
                        String.valueOf(elements.get(i)),
                        "an object, for instance {path: /upload, max-body: 1GiB}"));
                continue;
            }
            List<OptionsProblem> found = new ArrayList<>(TABLE.apply(section.settings(), limit));
            if (limit.getPath().isEmpty() && found.isEmpty()) {
                found.add(new OptionsProblem("path", section.origin(), "", PATH.expected()));
            }
            found.forEach(problem -> problems.add(problem.below(place + ".", section.origin())));
            limits.add(limit);
        }
        return problems.isEmpty() ? new Parsed.Good<>(List.copyOf(limits)) : new Parsed.Faulty<>(problems);
    }
}
