package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether ours needs more CPU per request, beside its peers, than it did: by ratios, since times are of one machine. They are
 * those of the cheaper half of the rounds of both: compilers, collectors and neighbours make rounds dearer and none cheaper,
 * while code that is slow makes all of them so.
 */
final class RatioGuard {
    /** A ratio may be worse by this share of what is recorded. */
    static final double BEARABLE = 0.15;

    private static final String HEAD =
            """
            # CPU per request of ours divided by that of a peer, CASE.PEER=RATIO, of the cheaper half of the rounds of both; written by
            # PeerBenchmark "guard-update".
            """;

    private RatioGuard() {}

    /**
     * What came out.
     *
     * @param worse ratios that grew by more than is bearable
     * @param skipped ratios that are recorded and were not measured
     * @param kept all others
     */
    record Verdict(List<String> worse, List<String> skipped, List<String> kept) {
        /** Nothing is worse, and not for want of measurements. */
        boolean isGood() {
            return worse.isEmpty() && !kept.isEmpty();
        }
    }

    /** Holds what was measured against what is recorded. */
    static Verdict check(Map<String, Double> recorded, Map<String, Double> measured) {
        Verdict verdict = new Verdict(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        recorded.forEach((name, before) -> {
            Double now = measured.get(name);
            if (now == null) {
                verdict.skipped().add(name + ": not measured (recorded: " + rounded(before) + ")");
                return;
            }
            boolean isWorse = now > before * (1 + BEARABLE);
            (isWorse ? verdict.worse() : verdict.kept())
                    .add(name + ": " + rounded(now) + " (recorded: " + rounded(before) + ")");
        });
        return verdict;
    }

    /** The ratios that a run measured, {@code CASE.PEER} each; disturbed rounds do not count. */
    static Map<String, Double> ratios(List<Figures> figures) {
        Map<String, Double> ratios = new TreeMap<>();
        List<Figures> good =
                figures.stream().filter(each -> !each.isDisturbed()).toList();
        Table.byCase(good)
                .forEach((name, proxies) -> proxies.forEach((proxy, rounds) -> {
                    double ratio =
                            cheaperHalf(proxies.getOrDefault(BalancerProxy.NAME, List.of())) / cheaperHalf(rounds);
                    if (!Double.isNaN(ratio) && !PeerPlan.isUs(proxy) && !proxy.equals(RawLoad.NAME)) {
                        ratios.put(name + "." + proxy, ratio);
                    }
                }));
        return ratios;
    }

    /** The mean CPU per request of the cheaper half of rounds, not less than one; not a number of none. */
    static double cheaperHalf(List<Figures> rounds) {
        return rounds.stream()
                .mapToDouble(Figures::cpu)
                .sorted()
                .limit((rounds.size() + 1) / 2)
                .average()
                .orElse(Double.NaN);
    }

    /** Cases of which a ratio is worse: one more look is due. */
    static Set<String> suspects(Verdict verdict) {
        Set<String> cases = new LinkedHashSet<>();
        verdict.worse().forEach(ratio -> cases.add(benchCase(ratio)));
        return cases;
    }

    /** Reads what is recorded of some cases. */
    static Map<String, Double> read(Path file, Set<String> cases) throws IOException {
        Map<String, Double> recorded = read(file);
        recorded.keySet().removeIf(name -> !cases.contains(benchCase(name)));
        return recorded;
    }

    private static String benchCase(String ratio) {
        return ratio.substring(0, ratio.indexOf('.'));
    }

    /** Reads all that is recorded. */
    static Map<String, Double> read(Path file) throws IOException {
        Map<String, Double> recorded = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#")) {
                recorded.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
            }
        }
        return recorded;
    }

    /** Records; what was not measured keeps its value. */
    static void write(Path file, Map<String, Double> measured) throws IOException {
        Map<String, Double> all = Files.exists(file) ? read(file) : new TreeMap<>();
        all.putAll(measured);
        StringBuilder text = new StringBuilder(HEAD);
        all.forEach((name, ratio) ->
                text.append(name).append('=').append(rounded(ratio)).append('\n'));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    private static String rounded(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }
}
