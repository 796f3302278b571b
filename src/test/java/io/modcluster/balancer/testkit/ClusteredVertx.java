package io.modcluster.balancer.testkit;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clustered Vert.x as an embedder would make them, with as little configuration as that takes; all in this JVM. */
public final class ClusteredVertx implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int WAIT_SECONDS = 60;

    private final List<Vertx> members = new ArrayList<>();

    /** Starts so many members of a cluster of their own. */
    public ClusteredVertx(int count) throws IOException {
        List<Integer> ports = FreePorts.find(count);
        for (int port : ports) {
            HazelcastClusterManager manager = new HazelcastClusterManager(config("test-" + ports.get(0), port, ports));
            VertxOptions options = new VertxOptions();
            options.getEventBusOptions().setHost(HOST);
            members.add(await(Vertx.builder()
                    .with(options)
                    .withTransport(TestVertx.transport())
                    .withClusterManager(manager)
                    .buildClustered()));
        }
    }

    private static Config config(String name, int port, List<Integer> ports) {
        Config config = new Config();
        config.setClusterName(name);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getMetricsConfig().setEnabled(false);
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(HOST);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        ports.forEach(other -> join.getTcpIpConfig().addMember(HOST + ":" + other));
        return config;
    }

    /** One of them, from 0. */
    public Vertx get(int index) {
        return members.get(index);
    }

    /** All of them. */
    public List<Vertx> all() {
        return List.copyOf(members);
    }

    @Override
    public void close() {
        for (int i = members.size() - 1; i >= 0; i--) {
            await(members.get(i).close());
        }
    }

    /** The result, soon. */
    public static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
