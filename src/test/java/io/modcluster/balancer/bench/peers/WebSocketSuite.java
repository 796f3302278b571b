package io.modcluster.balancer.bench.peers;

import io.modcluster.balancer.testkit.ws.EchoNode;
import java.util.List;
import java.util.Set;

/** WebSockets that each wait for their message to come back before they send the next one. */
final class WebSocketSuite implements Suite {
    private static final String NAME = "websocket";

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
                Contestants contestants = bench.contestants(bench.settingWith(echo.port()))) {
            contestants.all().forEach(each -> Contestants.register(each, echo.port()));
            new Rounds(bench, Contestants.NODE)
                    .run(List.of(new LoadCase(NAME, new WebSocketLoad(connections))), contestants);
        }
    }
}
