package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.StickySession;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * One element of {@code nodes}: a service that cannot speak MCMP. Such a node belongs to the configuration of one balancer:
 * no other balancer hears of it, and no message changes it.
 */
public final class StaticNodeOptions extends StrictOptions<StaticNodeOptions> {
    /** Contexts that it serves: paths of 1..79 characters. Default: everything. */
    public static final List<String> DEFAULT_CONTEXTS = List.of("/");
    /** Alias of a node that has none: the name of Tomcat's default host, so that both are the same virtual host. */
    public static final String DEFAULT_ALIAS = "localhost";
    /** Share of the traffic: 1..100, as {@code Load} of MCMP. Default 100. */
    public static final int DEFAULT_LOAD = 100;

    /** The beginning of time: what any node says of the settings of its balancer is newer, and holds (MCMP §2.1). */
    private static final Stamp STATED = new Stamp(1, "");

    private String address = "";
    private List<String> contexts = DEFAULT_CONTEXTS;
    private List<String> aliases = List.of();
    private String route = "";
    private String balancer = "";
    private String lbGroup = "";
    private int load = DEFAULT_LOAD;

    /** The defaults; an address is still needed. */
    public StaticNodeOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public StaticNodeOptions(StaticNodeOptions other) {
        StaticNodeKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public StaticNodeOptions(JsonObject json) {
        OptionsProblems.throwIfAny(StaticNodeKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** Where it listens: {@code host:port} or {@code http://host:port}; needed. A name is looked up at each connection. */
    public String getAddress() {
        return address;
    }

    /** See {@link #getAddress()}. */
    public StaticNodeOptions setAddress(String address) {
        this.address = requireNonNull(address, "address");
        return this;
    }

    /** See {@link #DEFAULT_CONTEXTS}. */
    public List<String> getContexts() {
        return contexts;
    }

    /** See {@link #DEFAULT_CONTEXTS}. */
    public StaticNodeOptions setContexts(List<String> contexts) {
        this.contexts = List.copyOf(contexts);
        return this;
    }

    /** Host names under which it serves them, {@code *.example.com} included. Default: none, which is {@link #DEFAULT_ALIAS}. */
    public List<String> getAliases() {
        return aliases;
    }

    /** See {@link #getAliases()}. */
    public StaticNodeOptions setAliases(List<String> aliases) {
        this.aliases = List.copyOf(aliases);
        return this;
    }

    /** Its JVMRoute. Default: made of the address, {@code 10-0-0-5-3000} of {@code 10.0.0.5:3000}. */
    public String getRoute() {
        return route.isEmpty() ? routeOf(address) : route;
    }

    /** See {@link #getRoute()}; empty is the default. */
    public StaticNodeOptions setRoute(String route) {
        this.route = requireNonNull(route, "route");
        return this;
    }

    boolean isRouteSet() {
        return !route.isEmpty();
    }

    /** Name of its balancer. Default: empty, which is {@code mcmp.default-balancer}. */
    public String getBalancer() {
        return balancer;
    }

    /** See {@link #getBalancer()}. */
    public StaticNodeOptions setBalancer(String balancer) {
        this.balancer = requireNonNull(balancer, "balancer");
        return this;
    }

    /** Its fail-over group ({@code Domain} of MCMP). Default: empty, which is none. */
    public String getLbGroup() {
        return lbGroup;
    }

    /** See {@link #getLbGroup()}. */
    public StaticNodeOptions setLbGroup(String lbGroup) {
        this.lbGroup = requireNonNull(lbGroup, "lbGroup");
        return this;
    }

    /** See {@link #DEFAULT_LOAD}. */
    public int getLoad() {
        return load;
    }

    /** See {@link #DEFAULT_LOAD}. */
    public StaticNodeOptions setLoad(int load) {
        this.load = load;
        return this;
    }

    /** A copy in which nothing is left to defaults. */
    public StaticNodeOptions complete(String defaultBalancer) {
        return new StaticNodeOptions(this)
                .setRoute(getRoute())
                .setAliases(aliases.isEmpty() ? List.of(DEFAULT_ALIAS) : aliases)
                .setBalancer(balancer.isEmpty() ? defaultBalancer : balancer);
    }

    /**
     * The node as the routing table knows it, all of its contexts enabled.
     *
     * @throws IllegalArgumentException when the options have not been found good
     */
    public Node toNode(String defaultBalancer) {
        StaticNodeOptions all = complete(defaultBalancer);
        NodeConfig config = new NodeConfig(
                all.nodeAddress(), false, lbGroup, balancerConfig(all.balancer), ConnectionConfig.DEFAULT);
        TreeMap<ContextKey, Register<ContextState>> rows = new TreeMap<>();
        for (String alias : all.aliases) {
            for (String context : contexts) {
                ContextState row = new ContextState(ContextStatus.ENABLED, 1, STATED, rows.size());
                rows.putIfAbsent(
                        new ContextKey(new Alias(alias), new ContextPath(context)), new Register<>(row, STATED));
            }
        }
        return new Node(
                new JvmRoute(all.route),
                new Register<>(config, STATED),
                new Register<>(new LoadFactor(load), STATED),
                Node.NEVER_REMOVED,
                rows,
                new TreeMap<>());
    }

    /** Without sessions that must not move: services that know nothing of mod_cluster replicate none. */
    private static BalancerConfig balancerConfig(String name) {
        StickySession mcmp = StickySession.DEFAULT;
        StickySession sticky = new StickySession(mcmp.enabled(), mcmp.cookie(), mcmp.path(), mcmp.remove(), false);
        return new BalancerConfig(name, sticky, Duration.ZERO, OptionalInt.empty());
    }

    NodeAddress nodeAddress() {
        if (StaticAddress.parse(address) instanceof Parsed.Good<NodeAddress> good) {
            return good.value();
        }
        throw new IllegalArgumentException("address of a static node (expected: " + StaticAddress.EXPECTED + ")");
    }

    /** Without the characters that a JVMRoute or a session id cannot have; empty when the address is none. */
    private static String routeOf(String address) {
        return StaticAddress.parse(address) instanceof Parsed.Good<NodeAddress> good
                ? (good.value().socketHost() + "-" + good.value().port()).replaceAll("[^A-Za-z0-9_-]", "-")
                : "";
    }

    @Override
    OptionTable<StaticNodeOptions> table() {
        return StaticNodeKeys.TABLE;
    }

    @Override
    StaticNodeOptions self() {
        return this;
    }
}
