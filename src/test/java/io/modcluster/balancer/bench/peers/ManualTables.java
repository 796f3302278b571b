package io.modcluster.balancer.bench.peers;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of a run as the manual has them, to be put there as they are. */
final class ManualTables {
    private static final Map<String, String> NAMES = Map.of(
            BalancerProxy.NAME,
            "ours",
            UndertowProxy.NAME,
            "Undertow",
            HaproxyProxy.NAME,
            "HAProxy",
            "us-log",
            "ours, access log",
            "us-bare",
            "ours, no metrics",
            "nginx-log",
            "nginx, log");

    private static final String PEERS =
            """
            |===
            |Case |Proxy |CPU µs |p50 ms |p99 ms |B |CPU of ours / of it
            """;

    private static final String AJP =
            """
            |===
            | | |requests/s |CPU µs |CPU of the node µs |p99 ms
            """;

    private ManualTables() {}

    /** All of them, one below the other. */
    static String of(List<Figures> figures) {
        return peers(figures) + "\n" + ajp(figures);
    }

    private static String peers(List<Figures> figures) {
        StringBuilder text = new StringBuilder(PEERS);
        Table.byCase(figures).forEach((name, proxies) -> {
            String first = "`" + name + "` ";
            for (Map.Entry<String, List<Figures>> each : proxies.entrySet()) {
                text.append(first.isEmpty() ? "|" : "\n|" + first);
                text.append(row(each.getKey(), each.getValue(), proxies.getOrDefault(BalancerProxy.NAME, List.of())));
                first = "";
            }
        });
        return text.append("|===\n").toString();
    }

    private static String row(String proxy, List<Figures> rounds, List<Figures> ours) {
        double allocated = rounds.stream().mapToDouble(Figures::allocated).max().orElse(-1);
        return String.format(
                Locale.ROOT,
                "|%s |%.1f (%.1f %.1f) |%.2f |%.2f |%s |%s%n",
                NAMES.getOrDefault(proxy, proxy),
                Table.median(rounds, Figures::cpu),
                Table.median(rounds, Figures::user),
                Table.median(rounds, Figures::system),
                Table.median(rounds, each -> each.load().p50()) / 1000,
                Table.median(rounds, each -> each.load().p99()) / 1000,
                allocated < 0 ? "" : String.format(Locale.ROOT, "%.0f", allocated),
                proxy.equals(BalancerProxy.NAME) ? "" : Ratios.of(ours, rounds));
    }

    /** Cases whose node was watched. */
    private static String ajp(List<Figures> figures) {
        StringBuilder text = new StringBuilder(AJP);
        Table.byCase(figures.stream().filter(each -> each.node() >= 0).toList())
                .forEach((name, proxies) -> proxies.forEach((proxy, rounds) -> text.append(String.format(
                        Locale.ROOT,
                        "%n|`%s` |%s |%,.0f |%.1f |%.1f |%.2f%n",
                        name,
                        NAMES.getOrDefault(proxy, proxy),
                        Table.perSecond(rounds),
                        Table.median(rounds, Figures::cpu),
                        Table.median(rounds, Figures::node),
                        Table.median(rounds, each -> each.load().p99()) / 1000))));
        return text.append("|===\n").toString();
    }
}
