package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionKey;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Setting;
import io.modcluster.balancer.options.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Environment variables: {@code traffic.max-headers} is {@code MODCLUSTER_TRAFFIC_MAX_HEADERS}. */
final class EnvironmentSource {
    private static final String PREFIX = "MODCLUSTER_";

    private EnvironmentSource() {}

    /** The variable for an option. */
    static String variableOf(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Variables that start with the prefix and name no option are mistakes, not somebody else's business. */
    static Findings read(Map<String, String> environment) {
        Map<String, String> keys = BalancerOptions.keys().stream()
                .map(OptionKey::name)
                .collect(Collectors.toMap(EnvironmentSource::variableOf, Function.identity()));
        List<Setting> settings = new ArrayList<>();
        List<OptionsProblem> problems = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            String key = keys.get(variable);
            if (key != null) {
                settings.add(new Setting(key, new Setting.Text(value), variable));
            } else if (variable.startsWith(PREFIX)) {
                problems.add(unknown(variable, value, keys));
            }
        });
        return new Findings(settings, problems);
    }

    private static OptionsProblem unknown(String variable, String value, Map<String, String> keys) {
        // without what they all begin with, or everything would be like the shortest
        List<String> names = keys.keySet().stream()
                .map(name -> name.substring(PREFIX.length()))
                .toList();
        String expectation = Spelling.nearest(variable.substring(PREFIX.length()), names)
                .map(nearest -> "a variable that names an option; did you mean " + PREFIX + nearest + "?")
                .orElse("a variable that names an option, such as " + variableOf("traffic.port"));
        return new OptionsProblem("", variable, value, expectation);
    }
}
