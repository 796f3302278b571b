package io.modcluster.balancer.options;

import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with a configuration, at once: whoever repairs it should need one round only. */
public final class OptionsProblems extends IllegalArgumentException {
    private final transient List<OptionsProblem> problems;

    /** At least one problem. */
    public OptionsProblems(List<OptionsProblem> problems) {
        super(problems.stream().map(OptionsProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** The problems in the order of their sources, then of their lines. */
    public List<OptionsProblem> problems() {
        return problems;
    }

    /** Does nothing when there is no problem. */
    static void throwIfAny(List<OptionsProblem> problems) {
        if (!problems.isEmpty()) {
            throw new OptionsProblems(problems);
        }
    }
}
