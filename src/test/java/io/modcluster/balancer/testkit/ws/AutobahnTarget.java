package io.modcluster.balancer.testkit.ws;

import io.modcluster.balancer.options.StaticNodeOptions;
import io.modcluster.balancer.testkit.RunningBalancer;
import java.util.List;

/** What the profile {@code autobahn} tests (K-01): a balancer in front of a strict echo node. */
public final class AutobahnTarget {
    private AutobahnTarget() {}

    /** Listens on the port that is the first argument until the JVM ends. */
    public static void main(String... arguments) throws Exception {
        EchoNode node = EchoNode.start();
        RunningBalancer.start(options -> {
            options.getTraffic().setPort(Integer.parseInt(arguments[0])).setMaxConnectionsPerClient(0);
            options.setNodes(List.of(new StaticNodeOptions()
                    .setAddress("127.0.0.1:" + node.port())
                    .setContexts(List.of("/"))));
        });
    }
}
