package io.modcluster.balancer.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One node, one context: what a request costs. */
final class MainSuite implements Suite {
    /** The short form, and what the guard looks at. */
    static final List<String> QUICK = List.of("13b", "100k", "1m", "post");

    /** Requests at a time on one connection of HTTP/2; as many connections make the same number of requests. */
    private static final int STREAMS = 8;

    private final Map<String, Load> loads;

    private MainSuite(Map<String, Load> loads) {
        this.loads = loads;
    }

    /** In clear. */
    static MainSuite clear(int connections) {
        Map<String, Load> loads = new LinkedHashMap<>();
        loads.put("13b", Wrk.get(Front.HTTP, Payload.BYTES_13, connections));
        loads.put("100k", Wrk.get(Front.HTTP, Payload.KIB_100, connections));
        loads.put("1m", Wrk.get(Front.HTTP, Payload.MIB_1, connections));
        loads.put("post", Wrk.post(Front.HTTP, connections));
        return new MainSuite(loads);
    }

    /** Over TLS. */
    static MainSuite tls(int connections) {
        Map<String, Load> loads = new LinkedHashMap<>();
        loads.put("tls", Wrk.get(Front.TLS, Payload.BYTES_13, connections));
        loads.put("tls-100k", Wrk.get(Front.TLS, Payload.KIB_100, connections));
        loads.put("h2", new H2load("/app/13b", Math.max(1, connections / STREAMS), STREAMS));
        return new MainSuite(loads);
    }

    /** The load of a case. */
    Load load(String name) {
        Load load = loads.get(name);
        if (load == null) {
            throw new IllegalArgumentException("case: \"" + name + "\" (expected: of " + loads.keySet() + ")");
        }
        return load;
    }

    @Override
    public Set<String> cases() {
        return loads.keySet();
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        List<LoadCase> cases = loads.entrySet().stream()
                .filter(each -> wanted.contains(each.getKey()))
                .map(each -> new LoadCase(each.getKey(), each.getValue()))
                .toList();
        new Rounds(bench, Contestants.NODE).run(cases, bench.fleet().all());
    }
}
