package io.modcluster.balancer.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured as a table: medians over the rounds, and the ratios of the CPU per request of each round. */
final class Table {
    private static final double MIB = 1024 * 1024;
    private static final String HEAD = String.format(
            Locale.ROOT,
            "%-15s %-10s %9s %8s %8s %8s %9s %7s %7s %8s %10s %6s  %s%n",
            "case",
            "proxy",
            "req/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "CPU us/rq",
            "user",
            "kernel",
            "RSS MiB",
            "alloc B/rq",
            "errors",
            "CPU of us / of it: min, of medians, max");

    private Table() {}

    /** Text with a line for each case and proxy, below a line that says what is in its columns. */
    static String of(List<Figures> figures) {
        return HEAD + lines(figures);
    }

    /** The lines alone. */
    static String lines(List<Figures> figures) {
        StringBuilder text = new StringBuilder();
        byCase(figures)
                .forEach((name, proxies) -> proxies.forEach((proxy, rounds) ->
                        text.append(line(name, proxy, rounds, proxies.getOrDefault(us(proxies), List.of())))));
        return text.toString();
    }

    /** case → proxy → rounds, in the order of measurement. */
    static Map<String, Map<String, List<Figures>>> byCase(List<Figures> figures) {
        Map<String, Map<String, List<Figures>>> cases = new LinkedHashMap<>();
        for (Figures each : figures) {
            cases.computeIfAbsent(each.benchCase(), none -> new LinkedHashMap<>())
                    .computeIfAbsent(each.proxy(), none -> new ArrayList<>())
                    .add(each);
        }
        return cases;
    }

    /** What the ratios are of: ours, or the first one where another name is compared. */
    private static String us(Map<String, List<Figures>> proxies) {
        return proxies.containsKey(BalancerProxy.NAME)
                ? BalancerProxy.NAME
                : proxies.keySet().iterator().next();
    }

    private static String line(String name, String proxy, List<Figures> rounds, List<Figures> ours) {
        double allocated = rounds.stream().mapToDouble(Figures::allocated).max().orElse(-1);
        return String.format(
                Locale.ROOT,
                "%-15s %-10s %9.0f %8.2f %8.2f %8.2f %9.1f %7.1f %7.1f %8.0f %10s %6d  %s%s%n",
                name,
                proxy,
                median(rounds, each -> each.load().perSecond()),
                median(rounds, each -> each.load().p50()) / 1000,
                median(rounds, each -> each.load().p99()) / 1000,
                median(rounds, each -> each.load().p999()) / 1000,
                median(rounds, Figures::cpu),
                median(rounds, Figures::user),
                median(rounds, Figures::system),
                median(rounds, Figures::rss) / MIB,
                allocated < 0 ? "-" : String.format(Locale.ROOT, "%.0f", allocated),
                rounds.stream().mapToLong(each -> each.load().errors()).sum(),
                Ratios.of(ours, rounds),
                remark(rounds));
    }

    private static String remark(List<Figures> rounds) {
        long disturbed = rounds.stream().filter(Figures::isDisturbed).count();
        return disturbed == 0 ? "" : "  (" + disturbed + " of " + rounds.size() + " rounds disturbed)";
    }

    static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Ratios.median(rounds.stream().mapToDouble(figure).sorted().toArray());
    }
}
