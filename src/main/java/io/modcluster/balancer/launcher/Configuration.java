package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Options, and for each one that was set where: command line beats environment beats file beats default.
 *
 * @param options the options that hold
 * @param origins key → origin, of the options that were set, and of what is in them, as nodes[2].address
 */
record Configuration(BalancerOptions options, Map<String, String> origins) {

    /**
     * Reads all sources.
     *
     * @throws OptionsProblems with everything that is wrong in any of them
     */
    static Configuration read(Sources sources) {
        Findings found = ConfigFile.read(sources.file(), sources.folders())
                .then(EnvironmentSource.read(sources.environment()))
                .then(AssignmentSource.read(sources.assignments()));
        List<OptionsProblem> problems = new ArrayList<>(found.problems());
        BalancerOptions options = new BalancerOptions();
        try {
            options = BalancerOptions.of(found.settings());
        } catch (OptionsProblems wrong) {
            problems.addAll(wrong.problems());
        }
        if (!problems.isEmpty()) {
            throw new OptionsProblems(problems);
        }
        Map<String, String> origins = new HashMap<>();
        for (Setting setting : found.settings()) {
            origins.keySet().removeIf(key -> key.startsWith(setting.key() + "["));
            setting.all().forEach(part -> origins.put(part.key(), part.origin()));
        }
        return new Configuration(options, Map.copyOf(origins));
    }

    /** Where the value of {@code key} was set. */
    String originOf(String key) {
        return origins.getOrDefault(key, "default");
    }

    /** Where the {@code index}th of {@code nodes} was set. */
    String originOfNode(int index) {
        return origins.getOrDefault("nodes[" + index + "]", originOf("nodes"));
    }
}
