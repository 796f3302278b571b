package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.ws.EchoNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** WebSockets that each wait for their message to come back before they send the next one. */
final class WebSocketSuite implements Suite {
    private static final String NAME = "websocket";
    private static final String NODE = "echo";

    private final int connections;

    WebSocketSuite(int connections) {
        this.connections = connections;
    }

    @Override
    public Set<String> cases() {
        return Set.of(NAME);
    }

    @Override
    public void run(Bench bench, Set<String> wanted) throws Exception {
        try (EchoNode echo = EchoNode.start();
                Contestants fixed = new Contestants()) {
            List<Contestant> all = new ArrayList<>(bench.fleet().balancers());
            for (Contestant balancer : all) {
                Contestants.config(balancer, NODE, echo.port());
                Contestants.enable(balancer, NODE, "/ws");
            }
            // what takes no MCMP has one backend
            for (String name : List.of(NginxFiles.NAME, HaproxyProxy.NAME, PipeProxy.NAME)) {
                if (bench.plan().proxies().contains(name)) {
                    bench.start(fixed, name, bench.settingWith(echo.port()));
                }
            }
            all.addAll(fixed.all());
            new Rounds(bench, NODE).run(List.of(new LoadCase(NAME, new WebSocketLoad(connections))), all);
            bench.fleet().balancers().forEach(balancer -> Contestants.remove(balancer, NODE));
        }
    }
}
