package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code cluster.*}: whether balancers share what nodes said, and how they find each other. */
public final class ClusterOptions extends StrictOptions<ClusterOptions> {
    /** Whether this balancer shares what nodes said with others. Default: no, it is alone. */
    public static final boolean DEFAULT_ENABLED = false;
    /**
     * Name that all balancers of the cluster have, and no other cluster nearby: 1..63 of A-Z a-z 0-9 . _ -, not "dev".
     * Default "", which is none; needed when the cluster is enabled. It is not a secret.
     */
    public static final String DEFAULT_NAME = "";
    /**
     * Address of this machine on which members talk to each other: a name or an IP address, never the wildcard, and
     * best one of a private network: whoever reaches it can join. Default: this machine only.
     */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** Port of Hazelcast: 1..65535. Default 5701. */
    public static final int DEFAULT_PORT = 5701;
    /** Port of the event bus between members: 0..65535, 0 takes any free one. Default 5702. */
    public static final int DEFAULT_BUS_PORT = 5702;
    /**
     * Where other members may be: {@code host}, {@code host:port} or {@code [IPv6]:port}; a name stands for all its
     * addresses. Default none; needed when the cluster is enabled, unless {@code multicast} or {@code config} is.
     */
    public static final List<String> DEFAULT_MEMBERS = List.of();
    /** Whether members look for each other by multicast, too. Default: no. */
    public static final boolean DEFAULT_MULTICAST = false;
    /**
     * How long a start waits for the others and for their table before it goes on alone: 1 s..10 min. Default 15 s.
     */
    public static final Duration DEFAULT_JOIN_TIMEOUT = Duration.ofSeconds(15);
    /**
     * Hazelcast XML that is used in place of everything that {@code cluster.*} would say to Hazelcast. Default "", none.
     */
    public static final String DEFAULT_CONFIG = "";

    private boolean enabled = DEFAULT_ENABLED;
    private String name = DEFAULT_NAME;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private int busPort = DEFAULT_BUS_PORT;
    private List<String> members = DEFAULT_MEMBERS;
    private boolean multicast = DEFAULT_MULTICAST;
    private Duration joinTimeout = DEFAULT_JOIN_TIMEOUT;
    private String config = DEFAULT_CONFIG;

    /** The defaults. */
    public ClusterOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ClusterOptions(ClusterOptions other) {
        OptionTables.CLUSTER.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ClusterOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.CLUSTER.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public ClusterOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_NAME}. */
    public String getName() {
        return name;
    }

    /** See {@link #DEFAULT_NAME}. */
    public ClusterOptions setName(String name) {
        this.name = requireNonNull(name, "name");
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public ClusterOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public ClusterOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_BUS_PORT}. */
    public int getBusPort() {
        return busPort;
    }

    /** See {@link #DEFAULT_BUS_PORT}. */
    public ClusterOptions setBusPort(int busPort) {
        this.busPort = busPort;
        return this;
    }

    /** See {@link #DEFAULT_MEMBERS}. */
    public List<String> getMembers() {
        return members;
    }

    /** See {@link #DEFAULT_MEMBERS}. */
    public ClusterOptions setMembers(List<String> members) {
        this.members = List.copyOf(members);
        return this;
    }

    /** See {@link #DEFAULT_MULTICAST}. */
    public boolean isMulticast() {
        return multicast;
    }

    /** See {@link #DEFAULT_MULTICAST}. */
    public ClusterOptions setMulticast(boolean multicast) {
        this.multicast = multicast;
        return this;
    }

    /** See {@link #DEFAULT_JOIN_TIMEOUT}. */
    public Duration getJoinTimeout() {
        return joinTimeout;
    }

    /** See {@link #DEFAULT_JOIN_TIMEOUT}. */
    public ClusterOptions setJoinTimeout(Duration joinTimeout) {
        this.joinTimeout = requireNonNull(joinTimeout, "joinTimeout");
        return this;
    }

    /** See {@link #DEFAULT_CONFIG}. */
    public String getConfig() {
        return config;
    }

    /** See {@link #DEFAULT_CONFIG}. */
    public ClusterOptions setConfig(String config) {
        this.config = requireNonNull(config, "config");
        return this;
    }

    @Override
    OptionTable<ClusterOptions> table() {
        return OptionTables.CLUSTER;
    }

    @Override
    ClusterOptions self() {
        return this;
    }
}
