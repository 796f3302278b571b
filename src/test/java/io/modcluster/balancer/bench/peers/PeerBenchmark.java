package io.modcluster.balancer.bench.peers;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * This balancer beside nginx, HAProxy and Undertow's mod_cluster, on this machine and in one run.
 *
 * <p>From the sources: {@code mvn -Ppeers test-compile exec:exec -Dpeers="quick"}. From compiled classes: {@code java -cp
 * target/test-classes:target/classes:… io.modcluster.balancer.bench.peers.PeerBenchmark quick}. Arguments are names of cases,
 * {@code quick} for {@code 13b 100k 1m post} in a minute and a half, {@code full} for all, {@code guard} to hold the ratios
 * of those four, or of the cases named with it, against {@code src/test/bench/ratios.properties}, {@code guard-update} to
 * record them there, {@code profile} to see where the time of ours goes with a case; and settings:
 *
 * <ul>
 *   <li>{@code proxies=us,nginx}: which, in this order; any other name is one more of ours, so that two builds are compared
 *       with {@code proxies=us,old old.classes=/there/target/classes} (or a jar), two options with {@code
 *       new.set=traffic.idle-timeout=10s}, two JVMs with {@code new.jvm=-XX:+UseSerialGC}, each a list with commas;
 *   <li>{@code rounds=6 seconds=1 connections=64 threads=1 out=target/peers};
 *   <li>{@code warm-up=48}: the most seconds that a JVM is given to become steady;
 *   <li>{@code jvm=-XX:+UseParallelGC,…}: of all that run on one; by default as in our image.
 * </ul>
 *
 * <p>Compare the CPU per request and its ratios, not requests per second: load generator and backend share the machine.
 */
public final class PeerBenchmark {
    private static final String GUARD = PeerPlan.GUARD;
    private static final String GUARD_UPDATE = PeerPlan.GUARD_UPDATE;
    private static final String PROFILE = "profile";
    private static final Set<String> WORDS = Set.of(PeerPlan.QUICK, GUARD, GUARD_UPDATE, PROFILE);
    private static final Path RECORDED = Path.of("src", "test", "bench", "ratios.properties");

    private PeerBenchmark() {}

    /** Measures, prints the table, and ends the process: 1 when a case failed or a ratio is worse than is bearable. */
    public static void main(String... arguments) throws Exception {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PeerPlan plan = PeerPlan.of(arguments);
        boolean isGood;
        try (Bench bench = Bench.start(plan, out)) {
            List<Suite> suites = suites(plan);
            Set<String> wanted = wanted(plan.cases(), suites);
            run(bench, suites, wanted);
            if (plan.cases().contains(GUARD)) {
                lookAgain(bench, suites, wanted);
            }
            bench.report();
            isGood = guard(bench, wanted) && !bench.hasFailed();
        }
        System.exit(isGood ? 0 : 1);
    }

    private static void run(Bench bench, List<Suite> suites, Set<String> wanted) throws Exception {
        if (bench.plan().cases().contains(PROFILE)) {
            Profile.of(bench, wanted);
            return;
        }
        for (Suite suite : suites) {
            Set<String> own = new LinkedHashSet<>(suite.cases());
            own.retainAll(wanted);
            if (!own.isEmpty()) {
                run(bench, suite, own);
            }
        }
    }

    /** As many rounds more of what seems worse: neighbours come and go, slow code stays. */
    private static void lookAgain(Bench bench, List<Suite> suites, Set<String> wanted) throws Exception {
        if (Files.exists(RECORDED)) {
            Set<String> suspects = RatioGuard.suspects(
                    RatioGuard.check(RatioGuard.read(RECORDED, wanted), RatioGuard.ratios(bench.figures())));
            if (!suspects.isEmpty()) {
                bench.say("worse so far, one more look: " + String.join(" ", suspects));
                run(bench, suites, suspects);
            }
        }
    }

    /** One that cannot be measured does not take the others along. */
    private static void run(Bench bench, Suite suite, Set<String> own) throws InterruptedException {
        try {
            suite.run(bench, own);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failed) {
            bench.failed(own + ": " + failed);
        }
    }

    private static List<Suite> suites(PeerPlan plan) {
        int connections = plan.connections();
        return List.of(
                MainSuite.clear(connections),
                new RateSuite(connections),
                new SessionSuite(connections),
                new WebSocketSuite(connections),
                NodeSuite.tomcat(connections),
                NodeSuite.undertow(connections),
                MainSuite.tls(connections),
                new FailoverSuite(),
                // last of those that share their proxies, for it leaves many nodes
                new TableSuite(connections),
                new VariantSuite(connections),
                new IdleSuite(),
                new ConvergenceSuite());
    }

    private static Set<String> wanted(List<String> words, List<Suite> suites) {
        Set<String> known = new LinkedHashSet<>();
        suites.forEach(suite -> known.addAll(suite.cases()));
        Set<String> wanted = new LinkedHashSet<>(words);
        wanted.removeAll(WORDS);
        if (wanted.remove(PeerPlan.FULL)) {
            wanted.addAll(known);
        }
        if (wanted.isEmpty()) {
            wanted.addAll(words.contains(PROFILE) ? MainSuite.QUICK.subList(0, 1) : MainSuite.QUICK);
        }
        if (!known.containsAll(wanted)) {
            throw new IllegalArgumentException("cases: " + wanted + " (expected: of full, " + String.join(", ", WORDS)
                    + ", " + String.join(", ", known) + ")");
        }
        return wanted;
    }

    private static boolean guard(Bench bench, Set<String> wanted) throws Exception {
        Map<String, Double> measured = RatioGuard.ratios(bench.figures());
        if (bench.plan().cases().contains(GUARD_UPDATE)) {
            RatioGuard.write(RECORDED, measured);
            bench.say("recorded in " + RECORDED);
        }
        if (!bench.plan().cases().contains(GUARD)) {
            return true;
        }
        if (!Files.exists(RECORDED)) {
            bench.say("nothing is recorded in " + RECORDED + ": run " + GUARD_UPDATE + " first");
            return false;
        }
        RatioGuard.Verdict verdict = RatioGuard.check(RatioGuard.read(RECORDED, wanted), measured);
        verdict.kept().forEach(ratio -> bench.say("kept     " + ratio));
        verdict.skipped().forEach(ratio -> bench.say("SKIPPED  " + ratio));
        verdict.worse().forEach(ratio -> bench.say("WORSE    " + ratio));
        return verdict.isGood();
    }
}
