package io.modcluster.balancer.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.event.RegistryView;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A registry in a cluster of this JVM, with a wall clock of its own. */
final class SkewedMember implements AutoCloseable {
    private static final EventBusAddresses ADDRESSES = new EventBusAddresses("test");
    private static final long PATIENCE_SECONDS = 60;
    private static final long ANSWER_MILLIS = 5_000;

    private final String name;
    private final Vertx vertx;
    private final LocalBus bus;

    private SkewedMember(String name, Vertx vertx) {
        this.name = name;
        this.vertx = vertx;
        this.bus = new LocalBus(vertx, ANSWER_MILLIS);
    }

    /** One for each skew, none of which has stamped anything yet. */
    static List<SkewedMember> startAll(AtomicLong passedMicros, Duration... skews) throws Exception {
        List<Integer> ports = FreePorts.find(skews.length);
        String cluster = "test-" + UUID.randomUUID();
        List<SkewedMember> members = new ArrayList<>();
        for (int port : ports) {
            members.add(new SkewedMember("clock " + skews[members.size()], vertx(config(cluster, port, ports))));
        }
        Clock clock = Clock.systemUTC();
        for (int i = 0; i < skews.length; i++) {
            long skew = skews[i].toNanos() / 1000;
            LongSupplier wall =
                    () -> ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()) + skew + passedMicros.get();
            members.get(i).deploy(wall);
        }
        return members;
    }

    String name() {
        return name;
    }

    void apply(NodeCommand command) throws Exception {
        await(bus.request(ADDRESSES.registryApply(), command));
    }

    RegistryView view() throws Exception {
        return await(bus.request(ADDRESSES.registryRead(), RegistryRead.ALL));
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private void deploy(LongSupplier wallMicros) throws Exception {
        BalancerOptions options = new BalancerOptions().setName(name.replace(' ', '-'));
        await(vertx.deployVerticle(new RegistryVerticle(options, ADDRESSES, wallMicros)));
    }

    private static Vertx vertx(Config config) throws Exception {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        return await(Vertx.builder()
                .with(options)
                .withClusterManager(new HazelcastClusterManager(config))
                .buildClustered());
    }

    private static Config config(String cluster, int port, List<Integer> ports) {
        Config config = new Config().setClusterName(cluster);
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.getJetConfig().setEnabled(false);
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        ports.forEach(member -> join.getTcpIpConfig().addMember("127.0.0.1:" + member));
        return config;
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
