package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.Scheme;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Everything that can be said about a node that registers itself with balancers. {@code jvm-route}, {@code port}, and balancers or
 * discovery have to be given. */
public final class NodeOptions extends StrictOptions<NodeOptions> {
    /** Identity of the node and suffix of its session ids: 1..63 characters of A-Z a-z 0-9 . _ : - No default. */
    public static final String DEFAULT_JVM_ROUTE = "";
    /** Where balancers reach the node: a name or an IP address. Default "", the local end of the connection to each balancer. */
    public static final String DEFAULT_HOST = "";
    /** Port where balancers reach the node: 1..65535. No default. */
    public static final int DEFAULT_PORT = 0;
    /** What is spoken there: http, https or ajp. Default http. */
    public static final Scheme DEFAULT_TYPE = Scheme.HTTP;
    /** Balancers to register with: host:port or [IPv6 address]:port; without port it is 8090. Default: none. */
    public static final List<String> DEFAULT_BALANCERS = List.of();
    /** Paths that are enabled at the start: 1..79 characters, beginning with /. Default: /. */
    public static final List<String> DEFAULT_CONTEXTS = List.of("/");
    /** Host names of the contexts, *.name for all names below: at least one. Default: localhost. */
    public static final List<String> DEFAULT_ALIASES = List.of("localhost");
    /** Group of nodes in which sessions fail over first: 0..19 of A-Z a-z 0-9 . _ - Default "", none. */
    public static final String DEFAULT_LB_GROUP = "";
    /** Name of the set of nodes with shared session settings: 1..39 of a-z 0-9 . _ - Default mycluster. */
    public static final String DEFAULT_BALANCER = "mycluster";
    /** How often the load is told, and failed balancers are tried again: 100 ms..10 min. Default 10 s. */
    public static final Duration DEFAULT_PERIOD = Duration.ofSeconds(10);
    /** How long a balancer may take for an answer: 100 ms..1 min. Default 20 s, as the mod_cluster client. */
    public static final Duration DEFAULT_ANSWER_TIMEOUT = Duration.ofSeconds(20);
    /** How long {@code stop} lets requests in flight end before sessions are refused: 0 s..1 h. Default 10 s. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(10);
    /** How long {@code stop} then waits for requests that balancers still have in flight: 0 s..1 h. Default 10 s. */
    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);

    private String jvmRoute = DEFAULT_JVM_ROUTE;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private Scheme type = DEFAULT_TYPE;
    private List<String> balancers = DEFAULT_BALANCERS;
    private List<String> contexts = DEFAULT_CONTEXTS;
    private List<String> aliases = DEFAULT_ALIASES;
    private String lbGroup = DEFAULT_LB_GROUP;
    private String balancer = DEFAULT_BALANCER;
    private Duration period = DEFAULT_PERIOD;
    private Duration answerTimeout = DEFAULT_ANSWER_TIMEOUT;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;
    private Duration stopTimeout = DEFAULT_STOP_TIMEOUT;
    private StickyOptions sticky = new StickyOptions();
    private NodeConfigOptions config = new NodeConfigOptions();
    private DiscoveryOptions discovery = new DiscoveryOptions();

    /** The defaults. */
    public NodeOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public NodeOptions(NodeOptions other) {
        NodeKeys.NODE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public NodeOptions(JsonObject json) {
        OptionsProblems.throwIfAny(NodeKeys.NODE.apply(StrictJson.settings(json), this));
    }

    /** Every option of a node, in the order of the documentation. */
    public static List<OptionKey<NodeOptions, ?>> keys() {
        return NodeKeys.NODE.keys();
    }

    /**
     * The defaults, changed by {@code settings} in the order given; not yet judged as a whole, see {@link #validate}.
     *
     * @throws OptionsProblems with everything that is wrong, at once
     */
    public static NodeOptions of(List<Setting> settings) {
        NodeOptions options = new NodeOptions();
        OptionsProblems.throwIfAny(NodeKeys.NODE.apply(settings, options));
        return options;
    }

    /**
     * Judges the values as they are now, and whether what has no default was given.
     *
     * @throws OptionsProblems with everything that is wrong, at once
     */
    public void validate() {
        OptionsProblems.throwIfAny(NodeKeys.check(this));
    }

    /** See {@link #DEFAULT_JVM_ROUTE}. */
    public String getJvmRoute() {
        return jvmRoute;
    }

    /** See {@link #DEFAULT_JVM_ROUTE}. */
    public NodeOptions setJvmRoute(String jvmRoute) {
        this.jvmRoute = requireNonNull(jvmRoute, "jvmRoute");
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public NodeOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public NodeOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_TYPE}. */
    public Scheme getType() {
        return type;
    }

    /** See {@link #DEFAULT_TYPE}. */
    public NodeOptions setType(Scheme type) {
        this.type = requireNonNull(type, "type");
        return this;
    }

    /** See {@link #DEFAULT_BALANCERS}. */
    public List<String> getBalancers() {
        return balancers;
    }

    /** See {@link #DEFAULT_BALANCERS}. */
    public NodeOptions setBalancers(List<String> balancers) {
        this.balancers = List.copyOf(balancers);
        return this;
    }

    /** See {@link #DEFAULT_CONTEXTS}. */
    public List<String> getContexts() {
        return contexts;
    }

    /** See {@link #DEFAULT_CONTEXTS}. */
    public NodeOptions setContexts(List<String> contexts) {
        this.contexts = List.copyOf(contexts);
        return this;
    }

    /** See {@link #DEFAULT_ALIASES}. */
    public List<String> getAliases() {
        return aliases;
    }

    /** See {@link #DEFAULT_ALIASES}. */
    public NodeOptions setAliases(List<String> aliases) {
        this.aliases = List.copyOf(aliases);
        return this;
    }

    /** See {@link #DEFAULT_LB_GROUP}. */
    public String getLbGroup() {
        return lbGroup;
    }

    /** See {@link #DEFAULT_LB_GROUP}. */
    public NodeOptions setLbGroup(String lbGroup) {
        this.lbGroup = requireNonNull(lbGroup, "lbGroup");
        return this;
    }

    /** See {@link #DEFAULT_BALANCER}. */
    public String getBalancer() {
        return balancer;
    }

    /** See {@link #DEFAULT_BALANCER}. */
    public NodeOptions setBalancer(String balancer) {
        this.balancer = requireNonNull(balancer, "balancer");
        return this;
    }

    /** See {@link #DEFAULT_PERIOD}. */
    public Duration getPeriod() {
        return period;
    }

    /** See {@link #DEFAULT_PERIOD}. */
    public NodeOptions setPeriod(Duration period) {
        this.period = requireNonNull(period, "period");
        return this;
    }

    /** See {@link #DEFAULT_ANSWER_TIMEOUT}. */
    public Duration getAnswerTimeout() {
        return answerTimeout;
    }

    /** See {@link #DEFAULT_ANSWER_TIMEOUT}. */
    public NodeOptions setAnswerTimeout(Duration answerTimeout) {
        this.answerTimeout = requireNonNull(answerTimeout, "answerTimeout");
        return this;
    }

    /** See {@link #DEFAULT_DRAIN_TIMEOUT}. */
    public Duration getDrainTimeout() {
        return drainTimeout;
    }

    /** See {@link #DEFAULT_DRAIN_TIMEOUT}. */
    public NodeOptions setDrainTimeout(Duration drainTimeout) {
        this.drainTimeout = requireNonNull(drainTimeout, "drainTimeout");
        return this;
    }

    /** See {@link #DEFAULT_STOP_TIMEOUT}. */
    public Duration getStopTimeout() {
        return stopTimeout;
    }

    /** See {@link #DEFAULT_STOP_TIMEOUT}. */
    public NodeOptions setStopTimeout(Duration stopTimeout) {
        this.stopTimeout = requireNonNull(stopTimeout, "stopTimeout");
        return this;
    }

    /** How requests of one session find the node again: {@code sticky.*}. */
    public StickyOptions getSticky() {
        return sticky;
    }

    /** See {@link #getSticky()}; the object is kept, not copied. */
    public NodeOptions setSticky(StickyOptions sticky) {
        this.sticky = requireNonNull(sticky, "sticky");
        return this;
    }

    /** What balancers are told about connections to the node: {@code config.*}. */
    public NodeConfigOptions getConfig() {
        return config;
    }

    /** See {@link #getConfig()}; the object is kept, not copied. */
    public NodeOptions setConfig(NodeConfigOptions config) {
        this.config = requireNonNull(config, "config");
        return this;
    }

    /** How balancers that advertise themselves are found: {@code discovery.*}. */
    public DiscoveryOptions getDiscovery() {
        return discovery;
    }

    /** See {@link #getDiscovery()}; the object is kept, not copied. */
    public NodeOptions setDiscovery(DiscoveryOptions discovery) {
        this.discovery = requireNonNull(discovery, "discovery");
        return this;
    }

    @Override
    OptionTable<NodeOptions> table() {
        return NodeKeys.NODE;
    }

    @Override
    NodeOptions self() {
        return this;
    }
}
