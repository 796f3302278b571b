package io.modcluster.balancer.launcher;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.XmlConfigBuilder;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.ClusterOptions;
import io.modcluster.balancer.options.MemberAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What we say to Hazelcast. It carries changes between members and is never on the way of a request, so everything here
 * is about leaving quickly what does not answer, and about nobody joining who was not asked. {@code conf/cluster.xml}
 * says the same; a test compares them.
 */
final class HazelcastSettings {
    /** So many members may die at the same moment and nothing is lost. */
    private static final int BACKUPS = 2;

    /** A member that is silent for this long, in seconds, is out: for so long calls to it may stand still. */
    private static final String SILENCE = "5";

    /** What a graceful leave may take, in seconds: less than what closing waits for it. */
    private static final String LEAVE = "8";

    private HazelcastSettings() {}

    /**
     * The whole configuration.
     *
     * @param address the IP address of {@code cluster.host}
     */
    static Config of(ClusterOptions options, String address) {
        Config config = new Config();
        config.setClusterName(options.getName());
        nothingBeyondMembers(config);
        network(config.getAdvancedNetworkConfig(), options, address);
        config.getSerializationConfig().setJavaSerializationFilterConfig(serialization());
        data(config);
        timing(config, options);
        threads(config);
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.setProperty("hazelcast.prefer.ipv4.stack", Boolean.toString(address.indexOf(':') < 0));
        config.setProperty("hazelcast.logging.type", "slf4j");
        // the balancer drains first and leaves last; a hook of its own would leave in the middle of that
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        return config;
    }

    /**
     * A configuration that says it all, from an XML file.
     *
     * @throws IOException when the file cannot be read
     * @throws RuntimeException in the words of Hazelcast, when it is not a configuration
     */
    static Config read(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return new XmlConfigBuilder(in).build();
        }
    }

    private static void nothingBeyondMembers(Config config) {
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.health.monitoring.level", "OFF");
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getIntegrityCheckerConfig().setEnabled(false);
        config.getManagementCenterConfig().setScriptingEnabled(false).setConsoleEnabled(false);
        config.getCPSubsystemConfig().setCPMemberCount(0);
    }

    /** One endpoint, for members: no clients, no REST, no memcache. */
    private static void network(AdvancedNetworkConfig network, ClusterOptions options, String address) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig()
                .setPort(options.getPort())
                .setPortAutoIncrement(false)
                .setReuseAddress(true);
        endpoint.getInterfaces().setEnabled(true).addInterface(address);
        network.setEnabled(true);
        network.setMemberEndpointConfig(endpoint);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(options.isMulticast());
        join.getTcpIpConfig()
                .setEnabled(!options.isMulticast())
                .setConnectionTimeoutSeconds((int) roundSeconds(options))
                .setMembers(addresses(options));
    }

    private static List<String> addresses(ClusterOptions options) {
        return options.getMembers().stream()
                .map(MemberAddress::parse)
                .map(member -> Ports.at(member.host(), member.port() == 0 ? options.getPort() : member.port()))
                .toList();
    }

    /** For each round of asking all members, in seconds. */
    private static long roundSeconds(ClusterOptions options) {
        return Math.max(1, Math.min(3, options.getJoinTimeout().toSeconds() / 5));
    }

    /**
     * When Hazelcast begins no further round, in seconds. A round in which a member takes the connection and says nothing
     * takes 10 s more, whatever was configured, and starting alone after that takes one: so the last round has to begin
     * that much earlier. Where the patience is shorter than one such round there is one.
     */
    private static long lastRoundSeconds(ClusterOptions options) {
        long patience = options.getJoinTimeout().toSeconds();
        return Math.max(1, Math.max(Math.min(patience - 3, 12), patience - 14));
    }

    /**
     * Java serialization is needed for the exceptions that members answer with; everything else that we or Vert.x put
     * into maps has serializers that name no classes, or is listed here.
     */
    private static JavaSerializationFilterConfig serialization() {
        JavaSerializationFilterConfig filter = new JavaSerializationFilterConfig().setDefaultsDisabled(true);
        filter.getWhitelist()
                .addPackages("java.lang", "java.util", "java.util.concurrent", "io.vertx.spi.cluster.hazelcast.impl")
                .addClasses("java.io.IOException", "java.io.EOFException")
                .addPrefixes("com.hazelcast.", "[");
        return filter;
    }

    /** Ours, and the three that vertx-hazelcast cannot do without. */
    private static void data(Config config) {
        config.addMapConfig(new MapConfig(EventBusAddresses.DEFAULT_PREFIX + ".*").setBackupCount(BACKUPS));
        config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(BACKUPS));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(BACKUPS));
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(BACKUPS)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    }

    private static void timing(Config config, ClusterOptions options) {
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", SILENCE);
        config.setProperty("hazelcast.merge.first.run.delay.seconds", "5");
        config.setProperty("hazelcast.merge.next.run.delay.seconds", "5");
        config.setProperty("hazelcast.operation.call.timeout.millis", "5000");
        config.setProperty("hazelcast.wait.seconds.before.join", "1");
        config.setProperty("hazelcast.max.wait.seconds.before.join", "5");
        config.setProperty("hazelcast.max.join.seconds", Long.toString(lastRoundSeconds(options)));
        config.setProperty("hazelcast.tcp.join.port.try.count", "1");
        config.setProperty("hazelcast.graceful.shutdown.max.wait", LEAVE);
    }

    /** Little is to be done: some changes a second, and nobody waits for them. */
    private static void threads(Config config) {
        config.setProperty("hazelcast.operation.thread.count", "2");
        config.setProperty("hazelcast.operation.generic.thread.count", "2");
        config.setProperty("hazelcast.operation.response.thread.count", "1");
        config.setProperty("hazelcast.event.thread.count", "1");
        config.setProperty("hazelcast.io.thread.count", "1");
    }
}
