package io.modcluster.balancer.launcher;

import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.Setting;
import java.util.List;
import java.util.stream.Stream;

/** What one source says: settings, and what could not be understood as a setting. */
record Findings(List<Setting> settings, List<OptionsProblem> problems) {
    static final Findings NONE = new Findings(List.of(), List.of());

    Findings {
        settings = List.copyOf(settings);
        problems = List.copyOf(problems);
    }

    /** A source that cannot be read at all. */
    static Findings unreadable(String origin, String expectation) {
        return new Findings(List.of(), List.of(new OptionsProblem("", origin, "", expectation)));
    }

    /** Both, {@code stronger} last, so that its settings hold. */
    Findings then(Findings stronger) {
        return new Findings(
                Stream.concat(settings.stream(), stronger.settings.stream()).toList(),
                Stream.concat(problems.stream(), stronger.problems.stream()).toList());
    }
}
