package io.modcluster.balancer.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Eight nodes: requests of sessions, which each belong to one of them, and requests without. */
final class SessionSuite implements Suite {
    private static final String NEW = "new-sessions";
    private static final String STICKY = "sticky";
    private static final int NODES = 8;

    private final int connections;

    SessionSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(NEW, STICKY);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        Wrk without = Wrk.path("/sessions/13b", connections);
        List<LoadCase> cases = new ArrayList<>();
        if (wanted.contains(NEW)) {
            cases.add(new LoadCase(NEW, without));
        }
        if (wanted.contains(STICKY)) {
            cases.add(new LoadCase(
                    STICKY, without.with("Cookie: theme=dark; JSESSIONID=0123456789ABCDEF0123456789ABCDEF.s3")));
        }
        String[] nodes = new String[NODES];
        for (int node = 0; node < NODES; node++) {
            nodes[node] = "s" + node;
        }
        List<Contestant> balancers = bench.fleet().balancers();
        for (Contestant contestant : balancers) {
            for (int node = 0; node < NODES; node++) {
                Contestants.config(contestant, nodes[node], "127.2.0." + (node + 1), bench.backend(), "http");
                Contestants.enable(contestant, nodes[node], "/sessions");
                Contestants.alive(contestant, nodes[node]);
            }
        }
        new Rounds(bench, nodes).run(cases, balancers);
        for (Contestant contestant : balancers) {
            for (String node : nodes) {
                Contestants.remove(contestant, node);
            }
        }
    }
}
