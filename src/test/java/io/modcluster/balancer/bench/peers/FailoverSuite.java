package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** One of two nodes is killed under load: what clients notice. */
final class FailoverSuite implements Suite {
    private static final String NAME = "failover";
    private static final String SECOND = "n2";
    private static final int PER_SECOND = 1000;
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration AFTER = Duration.ofSeconds(5);

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        int port = FreePorts.find(1).get(0);
        for (Contestant contestant : bench.fleet().balancers()) {
            try (Program second = NginxFiles.backend(
                    Files.createDirectories(bench.folder().resolve("second-" + contestant.name())), port)) {
                run(bench, contestant, second, port);
            }
            Contestants.remove(contestant, SECOND);
        }
    }

    private static void run(Bench bench, Contestant contestant, Program second, int port) throws IOException {
        Contestants.register(contestant, bench.backend());
        Contestants.config(contestant, SECOND, port);
        Contestants.enable(contestant, SECOND, "/app");
        Contestants.alive(contestant, SECOND);
        LoadPlan plan = LoadPlan.get("/app/13b", PER_SECOND)
                .to(
                        contestant.name(),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), contestant.port(Front.HTTP)));
        try (SteadyLoad load = SteadyLoad.start(plan)) {
            LockSupport.parkNanos(BEFORE.toNanos());
            LoadReport.Target before = load.lap().target(contestant.name());
            second.kill();
            LockSupport.parkNanos(AFTER.toNanos());
            LoadReport.Target after = load.lap().target(contestant.name());
            report(
                    bench,
                    contestant,
                    Map.of(
                            "requests that failed before", (double) before.failed(),
                            "requests that failed after the kill", (double) after.failed()),
                    "of " + PER_SECOND + "/s");
            report(
                    bench,
                    contestant,
                    Map.of(
                            "longest time without an answer after the kill",
                            after.longestGap().toNanos() / 1e6,
                            "longest request after the kill",
                            after.max().toNanos() / 1e6),
                    "ms");
        }
    }

    private static void report(Bench bench, Contestant contestant, Map<String, Double> values, String unit)
            throws IOException {
        for (Map.Entry<String, Double> each : values.entrySet()) {
            bench.record(new Fact(NAME, contestant.name(), each.getKey(), each.getValue(), unit));
        }
    }
}
