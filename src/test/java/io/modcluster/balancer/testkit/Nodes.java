package io.modcluster.balancer.testkit;

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
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.command.RegisterNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds nodes: {@code aNode("n1").at("http", "127.0.0.1", 8081).load(50).context("localhost", "/app", ENABLED).build()}.
 * Two nodes of different names have different addresses unless told otherwise. A node is active (load 50) by default.
 */
public final class Nodes {
    private final JvmRoute route;
    private NodeAddress address;
    private BalancerConfig balancer = BalancerConfig.named(BalancerConfig.DEFAULT_NAME);
    private ConnectionConfig connection = ConnectionConfig.DEFAULT;
    private boolean reversed;
    private String lbGroup = "";
    private int load = 50;
    private Stamp stamp = new Stamp(ScriptedStamps.START_MICROS, "test");
    private final Map<ContextKey, ContextStatus> contexts = new LinkedHashMap<>();

    private Nodes(String route) {
        this.route = new JvmRoute(route);
        this.address = new NodeAddress(Scheme.HTTP, route + ".node", 8080);
    }

    /** Starts with a node of this JVMRoute. */
    public static Nodes aNode(String route) {
        return new Nodes(route);
    }

    /** Type, Host and Port. */
    public Nodes at(String scheme, String host, int port) {
        this.address = new NodeAddress(Scheme.of(scheme).orElseThrow(), host, port);
        return this;
    }

    /** Name of the balancer; its settings stay. */
    public Nodes balancer(String name) {
        this.balancer = new BalancerConfig(name, balancer.sticky(), balancer.waitWorker(), balancer.maxAttempts());
        return this;
    }

    /** Session settings of the balancer. */
    public Nodes sticky(StickySession sticky) {
        this.balancer = new BalancerConfig(balancer.name(), sticky, balancer.waitWorker(), balancer.maxAttempts());
        return this;
    }

    /** Connection settings. */
    public Nodes connection(ConnectionConfig connection) {
        this.connection = connection;
        return this;
    }

    /** CONFIG: Reversed. */
    public Nodes reversed() {
        this.reversed = true;
        return this;
    }

    /** CONFIG: Domain. */
    public Nodes lbGroup(String lbGroup) {
        this.lbGroup = lbGroup;
        return this;
    }

    /** Load, −1 to 100. */
    public Nodes load(int load) {
        this.load = load;
        return this;
    }

    /** A row; an alias always has the same virtual host, each alias its own. */
    public Nodes context(String alias, String path, ContextStatus status) {
        contexts.put(new ContextKey(new Alias(alias), new ContextPath(path)), status);
        return this;
    }

    /** When all of it was said. */
    public Nodes stampedAt(Stamp stamp) {
        this.stamp = stamp;
        return this;
    }

    /** What the node says of itself. */
    public NodeConfig config() {
        return new NodeConfig(address, reversed, lbGroup, balancer, connection);
    }

    /** CONFIG of this node, without contexts. */
    public RegisterNode registration() {
        return new RegisterNode(route, config(), List.of(), List.of());
    }

    /** CONFIG of this node with contexts. */
    public RegisterNode registration(List<Alias> aliases, List<ContextPath> paths) {
        return new RegisterNode(route, config(), aliases, paths);
    }

    /** The registered node. */
    public Node build() {
        Map<Alias, Integer> hosts = new HashMap<>();
        Map<ContextKey, ContextState> rows = new LinkedHashMap<>();
        contexts.forEach((key, status) -> {
            int host = hosts.computeIfAbsent(key.alias(), alias -> hosts.size() + 1);
            rows.put(key, new ContextState(status, host, stamp, rows.size()));
        });
        return Node.registered(route, config(), stamp)
                .withLoad(new LoadFactor(load), stamp)
                .withRows(rows, stamp);
    }
}
