package io.modcluster.balancer.bench.peers;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This balancer beside nginx, HAProxy and Undertow's mod_cluster, on this machine and in one run.
 *
 * <p>From the sources: {@code mvn -Ppeers test-compile exec:exec -Dpeers="quick"}. From compiled classes: {@code java -cp
 * target/test-classes:target/classes:… io.modcluster.balancer.bench.peers.PeerBenchmark quick}. Arguments are names of cases
 * ({@code 13b}, {@code 100k}, {@code 1m}, {@code post}; {@code quick} is all of these in a minute and a half) and settings:
 *
 * <ul>
 *   <li>{@code proxies=us,nginx}: which, in this order; any other name is one more of ours, so that two builds are compared
 *       with {@code proxies=us,old old.classes=/there/target/classes} (or a jar), two options with {@code
 *       new.set=traffic.idle-timeout=10s}, two JVMs with {@code new.jvm=-XX:+UseSerialGC}, each a list with commas;
 *   <li>{@code rounds=3 seconds=3 warm-up=2 connections=64 threads=1 jvm=-Xms512m,-Xmx512m out=target/peers}.
 * </ul>
 *
 * <p>Compare the CPU per request and its ratios, not requests per second: load generator and backend share the machine.
 */
public final class PeerBenchmark {
    private static final String MAIN_CASES = "13b, 100k, 1m, post";

    private PeerBenchmark() {}

    /** Measures and prints the table. */
    public static void main(String... arguments) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        try (Bench bench = Bench.start(PeerPlan.of(arguments), out)) {
            measure(bench);
            bench.say(Table.of(bench.figures()));
        }
    }

    private static void measure(Bench bench) throws Exception {
        Map<String, Load> known = mainCases(bench.plan().connections());
        List<String> wanted = bench.plan().cases();
        boolean all = wanted.contains(PeerPlan.QUICK) || wanted.contains(PeerPlan.FULL);
        for (String name : wanted) {
            if (!known.containsKey(name) && !all) {
                throw new IllegalArgumentException("case: " + name + " (expected: " + MAIN_CASES + ")");
            }
        }
        List<LoadCase> cases = known.entrySet().stream()
                .filter(each -> all || wanted.contains(each.getKey()))
                .map(each -> new LoadCase(each.getKey(), each.getValue()))
                .toList();
        try (Contestants contestants = bench.contestants()) {
            new Rounds(bench).run(cases, contestants);
        }
    }

    private static Map<String, Load> mainCases(int connections) {
        Map<String, Load> cases = new LinkedHashMap<>();
        cases.put("13b", Wrk.get(Front.HTTP, Payload.BYTES_13, connections));
        cases.put("100k", Wrk.get(Front.HTTP, Payload.KIB_100, connections));
        cases.put("1m", Wrk.get(Front.HTTP, Payload.MIB_1, connections));
        cases.put("post", Wrk.post(Front.HTTP, connections));
        return cases;
    }
}
