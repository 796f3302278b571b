package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of a request for a list. What is not known, twice there or out of range is a {@link Problem}. */
final class Query {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private static final int MAX_TEXT = 2_000;
    private static final int MAX_OFFSET = 10_000_000;
    private static final Set<String> PAGING = Set.of("sort", "limit", "offset");

    private final Map<String, String> parameters;
    private final String wanted;

    private Query(Map<String, String> parameters) {
        this.parameters = parameters;
        this.wanted = parameters.getOrDefault("q", "").toLowerCase(Locale.ROOT);
    }

    /** Parameters of these names only. */
    static Query of(RoutingContext request, String... names) {
        return of(request, Set.of(names));
    }

    /** Those, and what a list can be sorted and cut by. */
    static Query ofList(RoutingContext request, String... names) {
        Set<String> known = new HashSet<>(PAGING);
        known.addAll(Arrays.asList(names));
        return of(request, known);
    }

    private static Query of(RoutingContext request, Set<String> known) {
        MultiMap parameters = request.queryParams();
        // asked for once per row of a list
        Map<String, String> values = new HashMap<>();
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw Problem.wrongValue("parameter " + Quoted.of(name) + " (expected: "
                        + (known.isEmpty() ? "none" : known.stream().sorted().collect(Collectors.joining(", ")))
                        + ")");
            }
            if (parameters.getAll(name).size() > 1) {
                throw Problem.wrongValue("parameter " + Quoted.of(name) + " (expected: once)");
            }
            if (parameters.get(name).length() > MAX_TEXT) {
                throw Problem.wrongValue(
                        "parameter " + Quoted.of(name) + " (expected: " + MAX_TEXT + " characters at most)");
            }
            values.put(name, parameters.get(name));
        }
        return new Query(values);
    }

    /** The text of a parameter, empty when it is not there. */
    String text(String name) {
        return parameters.getOrDefault(name, "");
    }

    boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** Whether {@code value} is what the parameter asks for: it is not there, or equal but for case. */
    boolean admits(String name, String value) {
        return !has(name) || text(name).equalsIgnoreCase(value);
    }

    /** Whether the parameter {@code q} is in one of these, but for case. */
    boolean finds(String... values) {
        if (wanted.isEmpty()) {
            return true;
        }
        for (String value : values) {
            if (value.toLowerCase(Locale.ROOT).contains(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Fails unless the parameter is not there or one of these. */
    void oneOf(String name, List<String> values) {
        if (has(name) && !values.contains(text(name))) {
            throw Problem.wrongValue(
                    name + ": " + Quoted.of(text(name)) + " (expected: " + String.join(", ", values) + ")");
        }
    }

    /** The field to sort by, and whether the other way round: {@code sort=-load}. */
    Sort sort(List<String> fields) {
        String text = has("sort") ? text("sort") : fields.get(0);
        boolean down = text.startsWith("-");
        String field = down ? text.substring(1) : text;
        if (!fields.contains(field)) {
            throw Problem.wrongValue("sort: " + Quoted.of(text) + " (expected: " + String.join(", ", fields)
                    + ", with - in front for the other way round)");
        }
        return new Sort(field, down);
    }

    /** How a list is sorted. */
    record Sort(String field, boolean down) {
        <T> List<T> of(List<T> items, Comparator<T> order) {
            return items.stream().sorted(down ? order.reversed() : order).toList();
        }
    }

    private int number(String name, int otherwise, int min, int max) {
        String text = text(name);
        if (!has(name)) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw Problem.wrongValue(name + ": " + Quoted.of(text) + " (expected: " + min + ".." + max + ")");
        }
        return Integer.parseInt(text);
    }

    /** The part of the list that is asked for. */
    <T> List<T> cut(List<T> items) {
        int from = Math.min(items.size(), number("offset", 0, 0, MAX_OFFSET));
        int limit = number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        return items.subList(from, Math.min(items.size(), from + limit));
    }

    /** The answer for a list of which {@code shown} is asked for. */
    <T> JsonObject answer(List<T> all, List<T> shown, Function<T, JsonObject> json) {
        JsonArray items = new JsonArray();
        shown.forEach(item -> items.add(json.apply(item)));
        return new JsonObject()
                .put("items", items)
                .put("total", all.size())
                .put("offset", number("offset", 0, 0, MAX_OFFSET))
                .put("limit", number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
    }
}
