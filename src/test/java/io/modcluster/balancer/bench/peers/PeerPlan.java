package io.modcluster.balancer.bench.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is to be measured, by the arguments of {@link PeerBenchmark}: names of cases and {@code KEY=VALUE}.
 *
 * @param cases names
 * @param values key → value
 */
record PeerPlan(List<String> cases, Map<String, String> values) {
    static final String QUICK = "quick";
    static final String FULL = "full";
    static final String GUARD = "guard";
    static final String GUARD_UPDATE = "guard-update";

    /** Keys and defaults of a full run. */
    private static final Map<String, String> FULL_DEFAULTS = Map.of(
            "proxies", "us,undertow,nginx,haproxy,pipe",
            "rounds", "6",
            "seconds", "1",
            "warm-up", "48",
            "connections", "64",
            "threads", "1",
            "jvm", String.join(",", ImageJvm.ARGUMENTS),
            "out", "target/peers");

    /** The guard has nothing to say of the pipe. */
    private static final Map<String, String> GUARD_DEFAULTS = Map.of("proxies", "us,undertow,nginx,haproxy");

    private static final Map<String, String> QUICK_DEFAULTS =
            Map.of("proxies", "us,undertow,nginx,haproxy", "rounds", "3", "warm-up", "9");

    /** Copies and checks. */
    PeerPlan {
        cases = List.copyOf(cases);
        values = Map.copyOf(values);
        Set<String> wrong = new TreeSet<>(values.keySet());
        wrong.removeIf(key -> FULL_DEFAULTS.containsKey(key) || key.matches("[^.]+\\.(classes|set|jvm)"));
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("keys: " + wrong + " (expected: " + new TreeSet<>(FULL_DEFAULTS.keySet())
                    + " or NAME.classes, NAME.set, NAME.jvm)");
        }
    }

    /** Reads the arguments; none is {@code full}. */
    static PeerPlan of(String... arguments) {
        List<String> cases = new ArrayList<>();
        Map<String, String> values = new LinkedHashMap<>(FULL_DEFAULTS);
        List<String> words =
                Stream.of(arguments).filter(word -> !word.isBlank()).toList();
        if (!words.contains(FULL) && (words.contains(GUARD) || words.contains(GUARD_UPDATE))) {
            values.putAll(GUARD_DEFAULTS);
        }
        if (words.contains(QUICK)) {
            values.putAll(QUICK_DEFAULTS);
        }
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                cases.add(word);
            } else {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new PeerPlan(cases.isEmpty() ? List.of(FULL) : cases, values);
    }

    List<String> proxies() {
        return list("proxies");
    }

    int rounds() {
        return number("rounds");
    }

    Duration measured() {
        return Duration.ofSeconds(number("seconds"));
    }

    Duration warmUp() {
        return Duration.ofSeconds(number("warm-up"));
    }

    int connections() {
        return number("connections");
    }

    int threads() {
        return number("threads");
    }

    List<String> jvm() {
        return list("jvm");
    }

    Path out() {
        return Path.of(values.getOrDefault("out", ""));
    }

    /** Whether the name is ours or that of another build of us: anything that is no peer. */
    static boolean isUs(String proxy) {
        return !Set.of(
                        NginxFiles.NAME,
                        HaproxyProxy.NAME,
                        UndertowProxy.NAME,
                        HttpdProxy.NAME,
                        PipeProxy.NAME,
                        RawLoad.NAME)
                .contains(proxy);
    }

    /** How to start ours under a name. */
    BalancerProxy balancer(String name) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String assignment : list(name + ".set")) {
            int equals = assignment.indexOf('=');
            settings.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        return new BalancerProxy(name, values.getOrDefault(name + ".classes", ""), settings, list(name + ".jvm"));
    }

    private int number(String key) {
        String value = values.getOrDefault(key, "");
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(key + ": \"" + value + "\" (expected: 1..999999)");
        }
        return Integer.parseInt(value);
    }

    private List<String> list(String key) {
        String value = values.getOrDefault(key, "");
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }
}
