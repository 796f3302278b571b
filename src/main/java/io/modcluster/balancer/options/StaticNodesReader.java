package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.NodeAddress;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the list {@code nodes}, and says which of its elements are wrong where. Used once. */
final class StaticNodesReader {
    static final String KEY = "nodes";

    /** A source without types writes the list as JSON. */
    static final OptionType<List<StaticNodeOptions>> TYPE = new OptionType<>(
            "a list of objects with address and, if wanted, contexts, aliases, route, balancer, lb-group and load; as JSON"
                    + " in an environment variable or behind --set",
            StaticNodesReader::jsonOrText,
            StaticNodesReader::parse,
            StaticNodesReader::toJson,
            nodes -> toJson(nodes).encode());

    /** As many rows as one CONFIG may name: a full virtual host of 100 aliases and 200 contexts. */
    private static final int MAX_ROWS = 20_000;

    private final List<StaticNodeOptions> nodes = new ArrayList<>();
    private final List<OptionsProblem> problems = new ArrayList<>();
    private final Map<String, Integer> routes = new HashMap<>();
    private final Map<String, Integer> addresses = new HashMap<>();

    private StaticNodesReader() {}

    private static Object jsonOrText(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        try {
            return new JsonArray(text).getList();
        } catch (DecodeException notJson) {
            return text;
        }
    }

    private static JsonArray toJson(List<StaticNodeOptions> nodes) {
        JsonArray array = new JsonArray();
        nodes.forEach(node -> array.add(node.toJson()));
        return array;
    }

    private static Parsed<List<StaticNodeOptions>> parse(Object json) {
        List<?> elements =
                json instanceof JsonArray array ? array.getList() : json instanceof List<?> list ? list : null;
        if (elements == null) {
            return new Parsed.Bad<>(TYPE.expected());
        }
        StaticNodesReader reader = new StaticNodesReader();
        for (int i = 0; i < elements.size(); i++) {
            reader.read(i, elements.get(i));
        }
        return reader.problems.isEmpty()
                ? new Parsed.Good<>(List.copyOf(reader.nodes))
                : new Parsed.Faulty<>(reader.problems);
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
            problem(index, "", "", String.valueOf(element), "an object, for instance {address: \"10.0.0.5:3000\"}");
        }
    }

    private void read(int index, Setting.Section section) {
        StaticNodeOptions node = new StaticNodeOptions();
        List<OptionsProblem> found = new ArrayList<>(StaticNodeKeys.TABLE.apply(section.settings(), node));
        Set<String> said = section.settings().stream().map(Setting::key).collect(Collectors.toSet());
        for (OptionsProblem problem : StaticNodeKeys.TABLE.check(node)) {
            if (!said.contains(problem.key())) {
                found.add(new OptionsProblem(problem.key(), section.origin(), problem.value(), problem.expectation()));
            }
        }
        found.forEach(problem -> problems.add(problem.below("[" + index + "].", section.origin())));
        nodes.add(node);
        if (found.isEmpty()) {
            judge(index, node, new Setting("", List.of(section), section.origin()));
        }
    }

    /** What is wrong with a node whose options are good, each for itself. */
    private void judge(int index, StaticNodeOptions node, Setting said) {
        long rows = (long) Math.max(1, node.getAliases().size())
                * node.getContexts().size();
        if (rows > MAX_ROWS) {
            problem(
                    index,
                    ".contexts",
                    said.originOf("[0].contexts"),
                    node.getContexts().size() + " contexts under "
                            + node.getAliases().size() + " aliases",
                    "contexts times aliases of one node: " + MAX_ROWS + " at most");
        }
        NodeAddress address = node.nodeAddress();
        Integer there = addresses.putIfAbsent(address.host().toLowerCase(Locale.ROOT) + ":" + address.port(), index);
        if (there != null) {
            problem(
                    index,
                    ".address",
                    said.originOf("[0].address"),
                    node.getAddress(),
                    "another address than that of " + KEY + "[" + there + "]");
        }
        Integer named = routes.putIfAbsent(node.getRoute(), index);
        if (named != null && there == null) {
            problem(
                    index,
                    ".route",
                    said.originOf("[0].route"),
                    node.getRoute(),
                    "another route than that of " + KEY + "[" + named + "]");
        }
    }

    private void problem(int index, String key, String origin, String value, String expectation) {
        problems.add(new OptionsProblem("[" + index + "]" + key, origin, value, expectation));
    }
}
