package io.modcluster.balancer.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What was measured as a table: medians over the rounds, and the ratios of the CPU per request of each round. Where the node
 * was watched, its CPU per request, and the share of what a client without a proxy gets from it over the same protocol.
 */
final class Table {
    private static final double MIB = 1024 * 1024;
    private static final String HEAD = String.format(
            Locale.ROOT,
            "%-20s %-10s %9s %8s %8s %8s %9s %7s %7s %8s %10s %6s %8s %7s  %s%n",
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
            "node us",
            "of raw",
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
                .forEach((name, proxies) ->
                        proxies.forEach((proxy, rounds) -> text.append(line(name, proxy, rounds, proxies))));
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

    private static String line(String name, String proxy, List<Figures> rounds, Map<String, List<Figures>> proxies) {
        double allocated = rounds.stream().mapToDouble(Figures::allocated).max().orElse(-1);
        return String.format(
                Locale.ROOT,
                "%-20s %-10s %9.0f %8.2f %8.2f %8.2f %9.1f %7.1f %7.1f %8.0f %10s %6d %8s %7s  %s%s%n",
                name,
                proxy,
                perSecond(rounds),
                median(rounds, each -> each.load().p50()) / 1000,
                median(rounds, each -> each.load().p99()) / 1000,
                median(rounds, each -> each.load().p999()) / 1000,
                median(rounds, Figures::cpu),
                median(rounds, Figures::user),
                median(rounds, Figures::system),
                median(rounds, Figures::rss) / MIB,
                known(allocated, "%.0f"),
                rounds.stream().mapToLong(each -> each.load().errors()).sum(),
                known(median(rounds, Figures::node), "%.1f"),
                known(ofRaw(rounds, proxies), "%.2f"),
                Ratios.of(proxies.getOrDefault(us(proxies), List.of()), rounds),
                remark(rounds));
    }

    private static String remark(List<Figures> rounds) {
        long disturbed = rounds.stream().filter(Figures::isDisturbed).count();
        return disturbed == 0 ? "" : "  (" + disturbed + " of " + rounds.size() + " rounds disturbed)";
    }

    private static String known(double value, String format) {
        return value < 0 ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Requests a second as a share of those without a proxy; negative where that was not measured. */
    static double ofRaw(List<Figures> rounds, Map<String, List<Figures>> proxies) {
        List<Figures> raw = proxies.getOrDefault(RawLoad.NAME, List.of());
        return raw.isEmpty() ? -1 : perSecond(rounds) / perSecond(raw);
    }

    static double perSecond(List<Figures> rounds) {
        return median(rounds, each -> each.load().perSecond());
    }

    static double median(List<Figures> rounds, ToDoubleFunction<Figures> figure) {
        return Ratios.median(rounds.stream().mapToDouble(figure).sorted().toArray());
    }
}
