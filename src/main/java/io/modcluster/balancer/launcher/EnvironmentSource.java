package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.NodeOptions;
import io.modcluster.balancer.options.OptionKey;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Secrets;
import io.modcluster.balancer.options.Setting;
import io.modcluster.balancer.options.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Environment variables: {@code traffic.max-headers} is {@code MODCLUSTER_TRAFFIC_MAX_HEADERS}, and {@code lb-group} of a
 * node that registers itself {@code MODCLUSTER_NODE_LB_GROUP}.
 */
final class EnvironmentSource {
    private static final String PREFIX = "MODCLUSTER_";
    private static final String NODE_PREFIX = "MODCLUSTER_NODE_";

    private EnvironmentSource() {}

    /** The variable for an option of the balancer. */
    static String variableOf(String key) {
        return variableOf(PREFIX, key);
    }

    /** The variable for an option of a node. */
    static String variableOfNode(String key) {
        return variableOf(NODE_PREFIX, key);
    }

    private static String variableOf(String prefix, String key) {
        return prefix + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The variables for secrets of a node. */
    static Set<String> secretsOfNode() {
        return NodeOptions.keys().stream()
                .filter(OptionKey::isSecret)
                .map(key -> variableOfNode(key.name()))
                .collect(Collectors.toSet());
    }

    /** Variables that start with the prefix and name no option are mistakes, but for those of nodes. */
    static Findings read(Map<String, String> environment) {
        Map<String, String> own = new TreeMap<>(environment);
        own.keySet().removeIf(variable -> variable.startsWith(NODE_PREFIX) || variable.equals(Sidecar.ROUTE_VARIABLE));
        return read(own, PREFIX, BalancerOptions.keys(), "traffic.port");
    }

    /** The same for a node; what does not start with its prefix is a balancer's business. */
    static Findings readNode(Map<String, String> environment) {
        return read(environment, NODE_PREFIX, NodeOptions.keys(), "lb-group");
    }

    private static Findings read(
            Map<String, String> environment, String prefix, List<? extends OptionKey<?, ?>> options, String example) {
        Map<String, String> keys = options.stream()
                .map(OptionKey::name)
                .collect(Collectors.toMap(key -> variableOf(prefix, key), Function.identity()));
        List<Setting> settings = new ArrayList<>();
        List<OptionsProblem> problems = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            String key = keys.get(variable);
            if (key != null) {
                settings.add(new Setting(key, new Setting.Text(value), variable));
            } else if (variable.startsWith(prefix)) {
                problems.add(unknown(variable, value, prefix, options, example));
            }
        });
        return new Findings(settings, problems);
    }

    private static OptionsProblem unknown(
            String variable, String value, String prefix, List<? extends OptionKey<?, ?>> options, String example) {
        // without what they all begin with, or everything would be like the shortest
        List<String> names = options.stream()
                .map(key -> variableOf(prefix, key.name()).substring(prefix.length()))
                .toList();
        String name = variable.substring(prefix.length());
        String expectation = Spelling.nearest(name, names)
                .map(nearest -> "a variable that names an option; did you mean " + prefix + nearest + "?")
                .orElse("a variable that names an option, such as " + variableOf(prefix, example));
        return new OptionsProblem("", variable, Secrets.isNear(name, options) ? "" : value, expectation);
    }
}
