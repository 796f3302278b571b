package io.modcluster.balancer.bench.peers;

import java.util.List;
import java.util.Set;

/** Latency at a fixed rate: half of what the slowest of the proxies can. */
final class RateSuite implements Suite {
    private static final String NAME = "rate";
    private static final int LEAST = 100;

    private final int connections;

    RateSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        Load most = Wrk.get(Front.HTTP, Payload.BYTES_13, connections);
        try (Contestants contestants = bench.contestants(bench.setting())) {
            double slowest = Double.MAX_VALUE;
            for (Contestant contestant : contestants.all()) {
                Contestants.register(contestant, bench.backend());
                if (contestant.isJvm()) {
                    most.run(contestant, bench.plan().warmUp().multipliedBy(Rounds.FIRST_TIME), bench.folder());
                }
                LoadResult result = most.run(contestant, bench.plan().measured(), bench.folder());
                slowest = Math.min(slowest, result.perSecond());
            }
            int rate = (int) Math.max(LEAST, slowest / 2);
            bench.say(NAME + ": " + rate + " requests a second");
            new Rounds(bench, Contestants.NODE)
                    .run(List.of(new LoadCase(NAME, new OpenLoop("/app/13b", rate, connections))), contestants);
        }
    }
}
