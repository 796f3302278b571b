package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.cluster.ClusterOfProcesses;
import io.modcluster.balancer.testkit.cluster.MemberProcess;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Three members: how long after the answer to CONFIG at one of them the two others know the node. */
final class ConvergenceSuite implements Suite {
    private static final String NAME = "convergence";
    private static final int WARM = 10;
    private static final int TRIES = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(1);

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        long[] micros = new long[TRIES];
        try (ClusterOfProcesses cluster = ClusterOfProcesses.onLoopback(3)) {
            for (int attempt = -WARM; attempt < TRIES; attempt++) {
                long took = once(cluster.members(), "n" + (attempt + WARM), bench.backend() + attempt + WARM + 1);
                if (attempt >= 0) {
                    micros[attempt] = took;
                }
            }
        }
        Arrays.sort(micros);
        bench.record(new Fact(
                NAME, BalancerProxy.NAME, "known to all three, median of 50", micros[TRIES / 2] / 1000.0, "ms"));
        bench.record(new Fact(
                NAME, BalancerProxy.NAME, "known to all three, longest of 50", micros[TRIES - 1] / 1000.0, "ms"));
    }

    private static long once(List<MemberProcess> members, String route, int port) {
        String answer = new McmpClient(members.get(0).mcmp())
                .send("CONFIG", "JVMRoute=" + route + "&Host=127.0.0.1&Port=" + port + "&Type=http");
        if (!answer.startsWith("200")) {
            throw new IllegalStateException("CONFIG of " + route + ": " + answer);
        }
        long began = System.nanoTime();
        for (MemberProcess member : members) {
            McmpClient client = new McmpClient(member.mcmp());
            while (!client.info().contains("Name: " + route + ",")) {
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new IllegalStateException(member.name() + " does not know " + route);
                }
                LockSupport.parkNanos(LOOK_EVERY.toNanos());
            }
        }
        return (System.nanoTime() - began) / 1000;
    }
}
