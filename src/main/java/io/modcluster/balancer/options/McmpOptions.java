package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Options {@code mcmp.*}: the port for nodes, who may use it, and what nodes may register. */
public final class McmpOptions extends StrictOptions<McmpOptions> {
    /** Address to listen on for nodes: a name or an IP address. Default: this machine only. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** Port to listen on for nodes: 0..65535, 0 takes any free one. Default 8090. */
    public static final int DEFAULT_PORT = 8090;
    /** Who may send MCMP, and which addresses CONFIG and PING may name. Default: this machine. */
    public static final List<CidrBlock> DEFAULT_ALLOW =
            List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1/128"));
    /**
     * Whether PING with Scheme ajp asks any address in {@code allow}, as the reference does, which lets senders look for open
     * ports. Default: only addresses of nodes.
     */
    public static final boolean DEFAULT_PING_ANY_ADDRESS = false;
    /** Whether the traffic port takes MCMP too, from the same peers. Default: no, it answers 501. */
    public static final boolean DEFAULT_ON_TRAFFIC_PORT = false;
    /** Balancer of a node whose CONFIG names none: 1..39 of a-z 0-9 . _ - Default "mycluster", as mod_cluster. */
    public static final String DEFAULT_DEFAULT_BALANCER = "mycluster";
    /** Longest body of a message, in bytes: 1 KiB..16 MiB; longer is answered 413. Default 64 KiB. */
    public static final int DEFAULT_MAX_MESSAGE_SIZE = 64 * 1024;
    /** Most nodes: 0..1000000, 0 is no limit. Default 1000. */
    public static final int DEFAULT_MAX_NODES = 1000;
    /** Most aliases of one node: 0..1000000, 0 is no limit. Default 100. */
    public static final int DEFAULT_MAX_ALIASES_PER_NODE = 100;
    /** Most contexts of one node: 0..1000000, 0 is no limit. Default 200. */
    public static final int DEFAULT_MAX_CONTEXTS_PER_NODE = 200;
    /**
     * How long STATUS and PING wait for the check of a node: 10 ms..10 s. Default 900 ms: nodes wait for the
     * answer, and 1 s is what they notice.
     */
    public static final Duration DEFAULT_CHECK_TIMEOUT = Duration.ofMillis(900);
    /** How long a node may be in error before it is removed: 1 s..24 h, 0 s is never. Default 5 min. */
    public static final Duration DEFAULT_REMOVE_AFTER = Duration.ofMinutes(5);

    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private @Nullable List<CidrBlock> allow;
    private boolean pingAnyAddress = DEFAULT_PING_ANY_ADDRESS;
    private boolean onTrafficPort = DEFAULT_ON_TRAFFIC_PORT;
    private String defaultBalancer = DEFAULT_DEFAULT_BALANCER;
    private int maxMessageSize = DEFAULT_MAX_MESSAGE_SIZE;
    private int maxNodes = DEFAULT_MAX_NODES;
    private int maxAliasesPerNode = DEFAULT_MAX_ALIASES_PER_NODE;
    private int maxContextsPerNode = DEFAULT_MAX_CONTEXTS_PER_NODE;
    private Duration checkTimeout = DEFAULT_CHECK_TIMEOUT;
    private Duration removeAfter = DEFAULT_REMOVE_AFTER;

    /** The defaults. */
    public McmpOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public McmpOptions(McmpOptions other) {
        OptionTables.MCMP.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public McmpOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.MCMP.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public McmpOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public McmpOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_ALLOW}. */
    public List<CidrBlock> getAllow() {
        return allow == null ? DEFAULT_ALLOW : allow;
    }

    /** Whether {@code allow} was set, be it to its default. A host that is not loopback needs it set. */
    boolean isAllowSet() {
        return allow != null;
    }

    /** Whether {@code host} is this machine only. Names other than localhost are not looked up and count as not. */
    boolean isLoopback() {
        return host.equalsIgnoreCase("localhost")
                || DEFAULT_ALLOW.stream().anyMatch(block -> block.containsLiteral(host));
    }

    /** See {@link #DEFAULT_ALLOW}. */
    public McmpOptions setAllow(List<CidrBlock> allow) {
        this.allow = List.copyOf(allow);
        return this;
    }

    /** See {@link #DEFAULT_PING_ANY_ADDRESS}. */
    public boolean isPingAnyAddress() {
        return pingAnyAddress;
    }

    /** See {@link #DEFAULT_PING_ANY_ADDRESS}. */
    public McmpOptions setPingAnyAddress(boolean pingAnyAddress) {
        this.pingAnyAddress = pingAnyAddress;
        return this;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_PORT}. */
    public boolean isOnTrafficPort() {
        return onTrafficPort;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_PORT}. */
    public McmpOptions setOnTrafficPort(boolean onTrafficPort) {
        this.onTrafficPort = onTrafficPort;
        return this;
    }

    /** See {@link #DEFAULT_DEFAULT_BALANCER}. */
    public String getDefaultBalancer() {
        return defaultBalancer;
    }

    /** See {@link #DEFAULT_DEFAULT_BALANCER}. */
    public McmpOptions setDefaultBalancer(String defaultBalancer) {
        this.defaultBalancer = requireNonNull(defaultBalancer, "defaultBalancer");
        return this;
    }

    /** See {@link #DEFAULT_MAX_MESSAGE_SIZE}. */
    public int getMaxMessageSize() {
        return maxMessageSize;
    }

    /** See {@link #DEFAULT_MAX_MESSAGE_SIZE}. */
    public McmpOptions setMaxMessageSize(int maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
        return this;
    }

    /** See {@link #DEFAULT_MAX_NODES}. */
    public int getMaxNodes() {
        return maxNodes;
    }

    /** See {@link #DEFAULT_MAX_NODES}. */
    public McmpOptions setMaxNodes(int maxNodes) {
        this.maxNodes = maxNodes;
        return this;
    }

    /** See {@link #DEFAULT_MAX_ALIASES_PER_NODE}. */
    public int getMaxAliasesPerNode() {
        return maxAliasesPerNode;
    }

    /** See {@link #DEFAULT_MAX_ALIASES_PER_NODE}. */
    public McmpOptions setMaxAliasesPerNode(int maxAliasesPerNode) {
        this.maxAliasesPerNode = maxAliasesPerNode;
        return this;
    }

    /** See {@link #DEFAULT_MAX_CONTEXTS_PER_NODE}. */
    public int getMaxContextsPerNode() {
        return maxContextsPerNode;
    }

    /** See {@link #DEFAULT_MAX_CONTEXTS_PER_NODE}. */
    public McmpOptions setMaxContextsPerNode(int maxContextsPerNode) {
        this.maxContextsPerNode = maxContextsPerNode;
        return this;
    }

    /** See {@link #DEFAULT_CHECK_TIMEOUT}. */
    public Duration getCheckTimeout() {
        return checkTimeout;
    }

    /** See {@link #DEFAULT_CHECK_TIMEOUT}. */
    public McmpOptions setCheckTimeout(Duration checkTimeout) {
        this.checkTimeout = requireNonNull(checkTimeout, "checkTimeout");
        return this;
    }

    /** See {@link #DEFAULT_REMOVE_AFTER}. */
    public Duration getRemoveAfter() {
        return removeAfter;
    }

    /** See {@link #DEFAULT_REMOVE_AFTER}. */
    public McmpOptions setRemoveAfter(Duration removeAfter) {
        this.removeAfter = requireNonNull(removeAfter, "removeAfter");
        return this;
    }

    @Override
    OptionTable<McmpOptions> table() {
        return OptionTables.MCMP;
    }

    @Override
    McmpOptions self() {
        return this;
    }
}
