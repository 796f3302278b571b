package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a request costs with a table of 10 contexts on one node, then of 10,000 on 1,000 nodes, then of 10 again, so that
 * what merely drifts is seen; and how fast nodes are registered. {@code one}: one path, of the node that was first.
 * {@code any}: all paths in no order; with 1,000 nodes that is also many connections. {@code wide}: any of as many paths of
 * one node beside the 1,000, which is the table without those connections.
 */
final class TableSuite implements Suite {
    static final String NAME = "tables";

    /** Contexts of a node. */
    private static final int EACH = 10;

    private static final int NODES = 1000;
    private static final int ALL = NODES * EACH;

    /** The node with as many contexts as all others have, told in so many parts. */
    private static final String WIDE = "wide";

    private static final int PARTS = 100;

    /** Last numbers of an address. */
    private static final int BLOCK = 250;

    private final int connections;

    TableSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<Contestant> balancers = bench.fleet().balancers();
        Rounds rounds = new Rounds(bench, route(0));
        Load one = Wrk.path("/c0/13b", connections);
        for (Contestant contestant : balancers) {
            register(bench, contestant, 0);
        }
        rounds.run(
                List.of(new LoadCase("10-one", one), new LoadCase("10-any", Wrk.spread("c", EACH, connections))),
                balancers);
        for (Contestant contestant : balancers) {
            long began = System.nanoTime();
            for (int node = 1; node < NODES; node++) {
                register(bench, contestant, node);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            bench.record(new Fact(
                    NAME, contestant.name(), "nodes of 10 contexts registered", (NODES - 1) / seconds, "nodes/s"));
            if (PeerPlan.isUs(contestant.name())) {
                registerWide(bench, contestant);
            }
        }
        rounds.run(
                List.of(new LoadCase("10000-one", one), new LoadCase("10000-any", Wrk.spread("c", ALL, connections))),
                balancers);
        List<Contestant> ours =
                balancers.stream().filter(each -> PeerPlan.isUs(each.name())).toList();
        new Rounds(bench, route(0), WIDE)
                .run(List.of(new LoadCase("10000-wide", Wrk.spread("w", ALL, connections))), ours);
        for (Contestant contestant : balancers) {
            if (PeerPlan.isUs(contestant.name())) {
                Contestants.remove(contestant, WIDE);
            }
            for (int node = 1; node < NODES; node++) {
                Contestants.remove(contestant, route(node));
            }
        }
        rounds.run(
                List.of(new LoadCase("10-one-2", one), new LoadCase("10-any-2", Wrk.spread("c", EACH, connections))),
                balancers);
        for (Contestant contestant : balancers) {
            compare(bench, contestant.name(), "10000-one", "10-one");
            if (PeerPlan.isUs(contestant.name())) {
                compare(bench, contestant.name(), "10000-wide", "10-any");
            }
            compare(bench, contestant.name(), "10000-any", "10-any");
        }
    }

    /** CPU per request with the large table divided by that with the small one before and after it. */
    private static void compare(Bench bench, String proxy, String large, String small) throws IOException {
        Function<String, double[]> cpu = start -> bench.figures().stream()
                .filter(each -> each.proxy().equals(proxy))
                .filter(each ->
                        each.benchCase().equals(start) || each.benchCase().equals(start + "-2"))
                .mapToDouble(Figures::cpu)
                .sorted()
                .toArray();
        double ratio = Ratios.median(cpu.apply(large)) / Ratios.median(cpu.apply(small));
        bench.record(new Fact(NAME, proxy, compared(large, small), 100 * ratio, "%"));
    }

    /** What the fact of two cases is called. */
    static String compared(String large, String small) {
        return "CPU per request, " + large + " to " + small;
    }

    private static String route(int node) {
        return "t" + node;
    }

    private static void register(Bench bench, Contestant contestant, int node) {
        String host = "127.1." + node / BLOCK + "." + (node % BLOCK + 1);
        Contestants.config(contestant, route(node), host, bench.backend(), "http");
        Contestants.enable(contestant, route(node), contexts("c", node * EACH, EACH));
        Contestants.alive(contestant, route(node));
    }

    private static void registerWide(Bench bench, Contestant contestant) {
        Contestants.config(contestant, WIDE, "127.3.0.1", bench.backend(), "http");
        for (int part = 0; part < PARTS; part++) {
            Contestants.enable(contestant, WIDE, contexts("w", part * ALL / PARTS, ALL / PARTS));
        }
        Contestants.alive(contestant, WIDE);
    }

    private static List<String> contexts(String letter, int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(context -> "/" + letter + context)
                .toList();
    }
}
