package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Latency at a fixed rate: half of what the slowest of the proxies can. */
final class RateSuite implements Suite {
    private static final String NAME = "rate";
    private static final int LEAST = 100;

    /** One request of a hundred is to be many. */
    private static final Duration LONG = Duration.ofSeconds(2);

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
        List<Contestant> contestants = bench.fleet().all();
        double slowest = Double.MAX_VALUE;
        for (Contestant contestant : contestants) {
            Contestants.alive(contestant, Contestants.NODE);
            bench.warmUp().run(contestant, most);
            slowest =
                    Math.min(slowest, most.run(contestant, LONG, bench.folder()).perSecond());
        }
        int rate = (int) Math.max(LEAST, slowest / 2);
        bench.say(NAME + ": " + rate + " requests a second");
        Load steady = new OpenLoop("/app/13b", 0, rate, connections);
        new Rounds(bench, Contestants.NODE).run(new LoadCase(NAME, new Alone(bench, steady)), contestants, LONG);
    }

    /** The load while the proxy has processors of its own. */
    private record Alone(Bench bench, Load load) implements Load {
        @Override
        public String tool() {
            return load.tool();
        }

        @Override
        public boolean fits(Contestant contestant) {
            return load.fits(contestant);
        }

        @SuppressWarnings("try") // it has only to be there
        @Override
        public LoadResult run(Contestant contestant, Duration time, Path folder) throws IOException {
            try (Pinned pinned = Pinned.of(bench, contestant)) {
                return load.run(contestant, time, folder);
            }
        }
    }
}
