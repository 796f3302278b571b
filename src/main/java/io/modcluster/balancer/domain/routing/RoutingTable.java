package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who serves what, at one moment: immutable, read by every event loop without locks. Host and path give a route in time
 * that does not depend on how many nodes, hosts and contexts there are. Made and changed by {@link RoutingTableBuilder}.
 */
public final class RoutingTable {
    /** Nobody serves anything. */
    public static final RoutingTable EMPTY = new RoutingTable(
            VirtualHostMode.PREFER, new Node[0], Map.of(), Map.of(), Map.of(), ContextIndex.EMPTY, HostIndex.EMPTY);

    private final VirtualHostMode mode;
    /** By slot; an empty slot repeats nothing: it is null. */
    private final @Nullable Node[] nodes;

    /** Slot by JVMRoute. */
    private final Map<String, Integer> slots;

    private final Map<String, BalancerConfig> balancers;
    private final @Nullable String onlyBalancer;
    private final Map<String, Departed> departed;
    private final ContextIndex anyHost;
    private final HostIndex byHost;

    /** A node that was taken out not long ago; its sessions still know their group. */
    record Departed(String lbGroup, String balancerName) {}

    RoutingTable(
            VirtualHostMode mode,
            @Nullable Node[] nodes,
            Map<String, Integer> slots,
            Map<String, BalancerConfig> balancers,
            Map<String, Departed> departed,
            ContextIndex anyHost,
            HostIndex byHost) {
        this.mode = mode;
        this.nodes = nodes;
        this.slots = slots;
        this.balancers = balancers;
        this.onlyBalancer =
                balancers.size() == 1 ? balancers.keySet().iterator().next() : null;
        this.departed = departed;
        this.anyHost = anyHost;
        this.byHost = byHost;
    }

    /**
     * The longest context that serves this host and path, whatever its state, or null.
     *
     * @param host lower case, without port and trailing dot; may be empty
     * @param path decoded, starting with {@code /}
     */
    public @Nullable Route find(String host, String path) {
        if (mode != VirtualHostMode.IGNORE) {
            Route route = byHost.find(host, path);
            if (route != null || mode == VirtualHostMode.STRICT) {
                return route;
            }
        }
        return anyHost.longestMatch(RoutingTableBuilder.ANY_HOST, path);
    }

    /** Settings of a balancer; the defaults when no node of it is known. */
    public BalancerConfig balancer(String name) {
        BalancerConfig config = balancers.get(name);
        return config == null ? BalancerConfig.named(name) : config;
    }

    /** The node in a slot that a {@link RouteTarget} of this table names. */
    public Node node(int slot) {
        Node node = nodes[slot];
        if (node == null) {
            throw new IllegalStateException("no node in slot " + slot);
        }
        return node;
    }

    /** The registered node of this JVMRoute, or null. */
    public @Nullable Node node(JvmRoute route) {
        return node(route.value());
    }

    private @Nullable Node node(String route) {
        Integer slot = slots.get(route);
        return slot == null ? null : nodes[slot];
    }

    /** How many slots there are, empty ones included. */
    int slots() {
        return nodes.length;
    }

    /** The node in a slot, or null when the slot is empty or not there. */
    @Nullable
    Node at(int slot) {
        return slot < nodes.length ? nodes[slot] : null;
    }

    /** Name of the balancer of all nodes, or null when there are several. */
    @Nullable
    String onlyBalancer() {
        return onlyBalancer;
    }

    /** Shows each registered node. */
    public void forEachNode(Consumer<Node> to) {
        for (Node node : nodes) {
            if (node != null) {
                to.accept(node);
            }
        }
    }

    /** How many nodes are registered. */
    public int size() {
        return slots.size();
    }

    /**
     * The LBGroup (empty for none) of a node of this balancer that is registered or was until lately; null when there is
     * none of that JVMRoute.
     */
    @Nullable
    String lbGroupOf(String jvmRoute, String balancerName) {
        Node node = node(jvmRoute);
        if (node != null && node.balancerName().equals(balancerName)) {
            return node.lbGroup();
        }
        Departed gone = departed.get(jvmRoute);
        return gone != null && gone.balancerName().equals(balancerName) ? gone.lbGroup() : null;
    }
}
