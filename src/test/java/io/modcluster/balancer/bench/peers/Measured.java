package io.modcluster.balancer.bench.peers;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Medians of a run by name. Rounds that were disturbed do not count where there are others. What was not measured is no
 * number.
 *
 * @param figures of loads
 * @param facts all others
 */
record Measured(List<Figures> figures, List<Fact> facts) {
    /** Copies. */
    Measured {
        figures = List.copyOf(figures);
        facts = List.copyOf(facts);
    }

    /** Cases that were measured with a proxy, in the order of measurement. */
    Set<String> cases(String proxy) {
        Set<String> cases = new LinkedHashSet<>();
        figures.stream().filter(each -> each.proxy().equals(proxy)).forEach(each -> cases.add(each.benchCase()));
        return cases;
    }

    /** Microseconds of a proxy per request. */
    double cpu(String benchCase, String proxy) {
        return median(benchCase, proxy, Figures::cpu);
    }

    /** Requests a second. */
    double perSecond(String benchCase, String proxy) {
        return median(benchCase, proxy, each -> each.load().perSecond());
    }

    /** Microseconds that 99 of 100 requests do not exceed. */
    double p99(String benchCase, String proxy) {
        return median(benchCase, proxy, each -> each.load().p99());
    }

    /** Bytes that a request allocates on the heap. */
    double allocated(String benchCase, String proxy) {
        return figures.stream()
                .filter(each ->
                        each.benchCase().equals(benchCase) && each.proxy().equals(proxy) && each.allocated() >= 0)
                .mapToDouble(Figures::allocated)
                .max()
                .orElse(Double.NaN);
    }

    /** The fact that is told with these words. */
    double fact(String benchCase, String proxy, String what) {
        return facts.stream()
                .filter(each -> each.benchCase().equals(benchCase)
                        && each.proxy().equals(proxy)
                        && each.what().equals(what))
                .mapToDouble(Fact::value)
                .findFirst()
                .orElse(Double.NaN);
    }

    private double median(String benchCase, String proxy, ToDoubleFunction<Figures> figure) {
        List<Figures> all = figures.stream()
                .filter(each ->
                        each.benchCase().equals(benchCase) && each.proxy().equals(proxy))
                .toList();
        List<Figures> quiet = all.stream().filter(each -> !each.isDisturbed()).toList();
        return Table.median(quiet.isEmpty() ? all : quiet, figure);
    }
}
