package io.modcluster.balancer.launcher;

import com.hazelcast.config.Config;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.config.TcpIpConfig;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ClusterOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.transport.Transport;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Vert.x of the command line: one by itself, or a member of the cluster. Blocks. */
final class VertxStart {
    /** Joining has its own bound; this only ends what would hang for ever. */
    private static final Duration MARGIN = Duration.ofSeconds(45);

    private static final Logger log = LoggerFactory.getLogger(VertxStart.class);

    private VertxStart() {}

    /**
     * Starts what {@code cluster.enabled} says. A cluster whose members do not answer is joined later: the start goes on
     * alone, and says so.
     *
     * @throws StartFailure when a port of the cluster cannot be opened, its configuration cannot be read, or a transport
     *     that is named is not to be had
     */
    static Vertx start(BalancerOptions options) {
        Transport transport = SocketTransport.of(options.getServer().getTransport());
        // the classes of tracing are loaded only where it is on
        Tracing tracing = options.getTracing().isEnabled() ? Tracing.of(options) : null;
        Supplier<VertxBuilder> builders = () -> {
            VertxBuilder builder = Vertx.builder().withTransport(transport);
            return tracing == null ? builder : tracing.applyTo(builder);
        };
        Vertx vertx = options.getCluster().isEnabled()
                ? clustered(options.getCluster(), builders)
                : builders.get().with(withoutFiles()).build();
        if (tracing != null) {
            vertx.deployVerticle(tracing)
                    .onFailure(cause -> log.warn("the last spans will not be told: {}", cause.toString()));
        }
        return vertx;
    }

    /** One by itself, for little traffic. */
    static Vertx alone() {
        return Vertx.vertx(withoutFiles());
    }

    private static Vertx clustered(ClusterOptions options, Supplier<VertxBuilder> builders) {
        String address = addressOf(options);
        StartFailure.ifTaken(options, address);
        Config config = configOf(options, address);
        config.addListenerConfig(new ListenerConfig(new ClusterLog()));
        try {
            return join(config, options, address, builders);
        } catch (Exception cause) {
            StartFailure.ifTaken(options, address);
            TcpIpConfig members = config.getAdvancedNetworkConfig().getJoin().getTcpIpConfig();
            if (!options.getConfig().isEmpty() || members.getMembers().isEmpty()) {
                throw StartFailure.ofCluster(cause);
            }
            log.warn("cluster not joined cause=\"{}\"", cause.toString());
            return alone(config, members, options, address, builders);
        }
    }

    /**
     * A member that takes connections and answers nothing, because it is frozen, lets Hazelcast give up altogether. So
     * this one starts without knowing any other, and is told afterwards where to look for them: it does so every 5 s.
     */
    private static Vertx alone(
            Config config,
            TcpIpConfig members,
            ClusterOptions options,
            String address,
            Supplier<VertxBuilder> builders) {
        List<String> others = List.copyOf(members.getMembers());
        members.setMembers(List.of());
        try {
            return join(config, options, address, builders);
        } catch (Exception cause) {
            throw StartFailure.ofCluster(cause);
        } finally {
            members.setMembers(others);
        }
    }

    private static Vertx join(Config config, ClusterOptions options, String address, Supplier<VertxBuilder> builders)
            throws Exception {
        long start = System.nanoTime();
        HazelcastClusterManager hazelcast = new HazelcastClusterManager(config);
        Vertx vertx = Blocking.await(
                builders.get()
                        .with(withoutFiles().setEventBusOptions(eventBus(options, address)))
                        .withClusterManager(hazelcast)
                        .buildClustered(),
                options.getJoinTimeout().plus(MARGIN));
        ClusterLog.started(
                hazelcast.getHazelcastInstance().getCluster(),
                options,
                Duration.ofNanos(System.nanoTime() - start).toMillis());
        return vertx;
    }

    /**
     * A Vert.x that needs no file system: with its cache of files it would not start without a writable temporary folder,
     * as in a container whose root is read-only. The balancer serves no files.
     */
    private static VertxOptions withoutFiles() {
        return new VertxOptions()
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /**
     * Bound to one address, never to all of them: whoever reaches it can send to any address of the bus. Messages for a
     * member that does not answer wait for seconds only; what is lost then is found by comparing tables.
     */
    static EventBusOptions eventBus(ClusterOptions options, String address) {
        EventBusOptions bus = new EventBusOptions()
                .setHost(address)
                .setPort(options.getBusPort())
                .setClusterPublicHost(address)
                .setClusterPingInterval(5_000)
                .setClusterPingReplyInterval(5_000);
        if (options.getBusPort() != 0) {
            bus.setClusterPublicPort(options.getBusPort());
        }
        bus.setConnectTimeout(2_000);
        return bus.setReconnectAttempts(3).setReconnectInterval(500);
    }

    private static Config configOf(ClusterOptions options, String address) {
        if (options.getConfig().isEmpty()) {
            return HazelcastSettings.of(options, address);
        }
        try {
            return HazelcastSettings.read(options.getConfig());
        } catch (IOException | RuntimeException cause) {
            throw StartFailure.of("cluster.config " + options.getConfig() + " cannot be read: " + cause, cause);
        }
    }

    private static String addressOf(ClusterOptions options) {
        try {
            String address = InetAddress.getByName(options.getHost()).getHostAddress();
            int zone = address.indexOf('%');
            return zone < 0 ? address : address.substring(0, zone);
        } catch (UnknownHostException unknown) {
            throw StartFailure.of("cluster.host " + options.getHost() + " is not known to DNS", unknown);
        }
    }
}
