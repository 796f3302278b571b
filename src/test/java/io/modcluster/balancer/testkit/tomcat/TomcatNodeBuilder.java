package io.modcluster.balancer.testkit.tomcat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.modcluster.config.ModClusterConfiguration;
import org.jboss.modcluster.config.ProxyConfiguration;
import org.jboss.modcluster.config.SessionDrainingStrategy;
import org.jboss.modcluster.config.builder.ModClusterConfigurationBuilder;
import org.jboss.modcluster.config.impl.ProxyConfigurationImpl;
import org.jboss.modcluster.config.impl.SessionDrainingStrategyEnum;
import org.jspecify.annotations.Nullable;

/** Describes a {@link TomcatNode}. Not thread-safe. */
public final class TomcatNodeBuilder {
    final String jvmRoute;
    String hostName = "localhost";
    final List<String> aliases = new ArrayList<>();
    boolean webSockets;
    final List<String> contexts = new ArrayList<>();
    int load = 100;
    int port;

    @Nullable
    String ajpSecret;

    Duration statusPeriod = Duration.ofSeconds(1);
    private final List<ProxyConfiguration> balancers = new ArrayList<>();
    private @Nullable String lbGroup;
    private @Nullable String balancerName;
    private boolean stickySessionForce;
    private @Nullable InetSocketAddress advertiseGroup;
    private @Nullable NetworkInterface advertiseInterface;
    private @Nullable String advertiseKey;
    private Duration stopContextTimeout = Duration.ofSeconds(10);
    private SessionDrainingStrategy sessionDraining = SessionDrainingStrategyEnum.DEFAULT;

    TomcatNodeBuilder(String jvmRoute) {
        this.jvmRoute = jvmRoute;
    }

    /** The port of a node that has ended, to come back on it. Default 0: any free one. */
    public TomcatNodeBuilder port(int previous) {
        port = previous;
        return this;
    }

    /** Listens for AJP/1.3 instead of HTTP, and wants this secret from the balancer; empty for none. */
    public TomcatNodeBuilder ajp(String secret) {
        ajpSecret = secret;
        return this;
    }

    /** Name of the virtual host. Default {@code localhost}. */
    public TomcatNodeBuilder hostName(String name) {
        hostName = name;
        return this;
    }

    /** Further names of the virtual host. Default none. */
    public TomcatNodeBuilder aliases(String... names) {
        aliases.addAll(List.of(names));
        return this;
    }

    /** Paths of the web applications, {@code "/"} for ROOT. Default none. */
    public TomcatNodeBuilder contexts(String... paths) {
        contexts.addAll(List.of(paths));
        return this;
    }

    /** MCMP addresses to register with. Default none: the client then has nobody to talk to. */
    public TomcatNodeBuilder balancers(InetSocketAddress... addresses) {
        for (InetSocketAddress address : addresses) {
            balancers.add(new ProxyConfigurationImpl(address));
        }
        return this;
    }

    /** Listens for balancers that advertise themselves, with this key, empty for none. Default: it does not listen. */
    public TomcatNodeBuilder discovers(InetSocketAddress group, NetworkInterface on, String key) {
        advertiseGroup = group;
        advertiseInterface = on;
        advertiseKey = key.isEmpty() ? null : key;
        return this;
    }

    /** Puts an {@link EchoEndpoint} into each context. */
    public TomcatNodeBuilder webSockets() {
        webSockets = true;
        return this;
    }

    /** Load that STATUS reports, -1..100. Default 100; {@link TomcatNode#load} changes it later. */
    public TomcatNodeBuilder load(int factor) {
        load = factor;
        return this;
    }

    /** LBGroup, sent as {@code Domain}. Default none. */
    public TomcatNodeBuilder lbGroup(String group) {
        lbGroup = group;
        return this;
    }

    /** Name of the balancer in CONFIG. Default: not sent. */
    public TomcatNodeBuilder balancerName(String name) {
        balancerName = name;
        return this;
    }

    /** {@code StickySessionForce}. Default false, which the client sends as {@code No}. */
    public TomcatNodeBuilder stickySessionForce(boolean force) {
        stickySessionForce = force;
        return this;
    }

    /** Time between two STATUS; the first comes at once. Default 1 s (a real Tomcat: 10 s). */
    public TomcatNodeBuilder statusPeriod(Duration period) {
        statusPeriod = period;
        return this;
    }

    /** How long a stopping context waits for sessions and requests together; 0 waits for ever. Default 10 s. */
    public TomcatNodeBuilder stopContextTimeout(Duration timeout) {
        stopContextTimeout = timeout;
        return this;
    }

    /** Whether a stopping context waits for its sessions. Default: yes, as none is distributable. */
    public TomcatNodeBuilder sessionDraining(SessionDrainingStrategy strategy) {
        sessionDraining = strategy;
        return this;
    }

    /** Builds and starts it. */
    public TomcatNode start() throws IOException {
        TomcatNode node = build();
        node.start();
        return node;
    }

    /** Builds it without starting it. */
    public TomcatNode build() throws IOException {
        return new TomcatNode(this);
    }

    ModClusterConfiguration clientConfiguration() {
        ModClusterConfigurationBuilder client = new ModClusterConfigurationBuilder();
        client.mcmp()
                .setProxyConfigurations(List.copyOf(balancers))
                .setAdvertise(advertiseGroup != null)
                .setStopContextTimeout(stopContextTimeout.toMillis())
                .setStopContextTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSessionDrainingStrategy(sessionDraining);
        if (advertiseGroup != null) {
            client.advertise()
                    .setAdvertiseSocketAddress(advertiseGroup)
                    .setAdvertiseInterface(advertiseInterface)
                    .setAdvertiseSecurityKey(advertiseKey);
        }
        client.balancer().setStickySessionForce(stickySessionForce);
        if (lbGroup != null) {
            client.node().setLoadBalancingGroup(lbGroup);
        }
        if (balancerName != null) {
            client.node().setBalancer(balancerName);
        }
        return client.build();
    }
}
