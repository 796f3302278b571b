package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables of 10, 1,000 and 10,000 contexts, and how fast they are registered. */
final class TableSuite implements Suite {
    private static final String NAME = "tables";

    /** Nodes → contexts of each of those that are new. */
    private static final List<Stage> STAGES = List.of(new Stage(1, 10), new Stage(100, 10), new Stage(1000, 10));

    private static final int BLOCK = 250;

    private final int connections;

    TableSuite(int connections) {
        this.connections = connections;
    }

    /**
     * A size of the table.
     *
     * @param nodes so many in all
     * @param contexts of each
     */
    private record Stage(int nodes, int contexts) {
        int all() {
            return nodes * contexts;
        }
    }

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        try (Contestants contestants = bench.balancers(bench.setting())) {
            int nodes = 0;
            for (Stage stage : STAGES) {
                for (Contestant contestant : contestants.all()) {
                    register(bench, contestant, nodes, stage);
                }
                nodes = stage.nodes();
                // the path that was registered first, so that what differs is the table and not what the caches hold
                new Rounds(bench, "n0")
                        .run(
                                List.of(
                                        new LoadCase(stage.all() + "-contexts", Wrk.path("/c0/13b", connections)),
                                        new LoadCase(stage.all() + "-spread", Wrk.spread(stage.all(), connections))),
                                contestants);
            }
        }
    }

    private static void register(Bench bench, Contestant contestant, int from, Stage stage) throws IOException {
        long began = System.nanoTime();
        for (int node = from; node < stage.nodes(); node++) {
            int first = node * stage.contexts();
            String route = "n" + node;
            String host = "127.1." + node / BLOCK + "." + (node % BLOCK + 1);
            Contestants.config(contestant, route, host, bench.backend(), "http");
            Contestants.enable(
                    contestant,
                    route,
                    IntStream.range(first, first + stage.contexts())
                            .mapToObj(context -> "/c" + context)
                            .collect(Collectors.joining(",")));
            Contestants.alive(contestant, route);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        bench.record(new Fact(
                NAME,
                contestant.name(),
                "nodes of " + stage.contexts() + " contexts registered, " + from + " to " + stage.nodes()
                        + ", three commands each",
                (stage.nodes() - from) / seconds,
                "nodes/s"));
    }
}
