package io.modcluster.balancer.bench.peers;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an access log and metrics cost: ours as it is, with a log, and without metrics; nginx as it is, and with a log. */
final class VariantSuite implements Suite {
    private static final String NAME = "variants";

    private final int connections;

    VariantSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        bench.dismissFleet();
        Setting setting = bench.setting();
        BalancerProxy us = bench.plan().balancer(BalancerProxy.NAME);
        String log =
                bench.folder().resolve("us-log.access.log").toAbsolutePath().toString();
        try (Contestants contestants = new Contestants()) {
            contestants.add(() -> us.start(setting));
            contestants.add(() -> us.named("us-log")
                    .with(Map.of("access-log.to", "file", "access-log.file", log))
                    .start(setting));
            contestants.add(() -> us.named("us-bare")
                    .with(Map.of("metrics.enabled", "false", "metrics.jvm", "false"))
                    .start(setting));
            if (Program.find(NginxFiles.NAME).isPresent()) {
                contestants.add(() -> NginxFiles.proxy(setting));
                contestants.add(() -> NginxFiles.proxy(setting, "nginx-log", true));
            }
            contestants.all().forEach(each -> Contestants.register(each, bench.backend()));
            Load load = Wrk.get(Front.HTTP, Payload.BYTES_13, connections);
            new Rounds(bench, Contestants.NODE).run(List.of(new LoadCase(NAME, load)), contestants.all());
        }
    }
}
