package io.modcluster.balancer.mcmp.codec;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tables that INFO and DUMP print, with their numbers: a node is its place among all listed ones, a row its place in
 * its table, a virtual host what the registry gave it.
 *
 * @param nodes     in the order given
 * @param hosts     aliases, node by node, in the order in which they came to be
 * @param contexts  one per alias and context, node by node, in the order in which they came to be
 * @param balancers by name, with the settings of the CONFIG received last
 */
public record ListedTables(
        List<NodeRow> nodes, List<HostRow> hosts, List<ContextRow> contexts, List<BalancerConfig> balancers) {
    /** A node that was taken out long enough ago is listed under this name (MCMP §3.3). */
    private static final String REMOVED = "REMOVED";

    record NodeRow(int id, Node node, boolean removed) {
        String name() {
            return removed ? REMOVED : node.route().value();
        }

        String lbGroup() {
            return removed ? "" : node.lbGroup();
        }
    }

    record HostRow(int row, String alias, int virtualHost, int node) {}

    record ContextRow(int row, String path, ContextStatus status, int virtualHost, int node) {}

    /**
     * Numbers everything.
     *
     * @param listed    the nodes to show, sorted
     * @param nowMicros time of the view, microseconds since 1970
     */
    public static ListedTables of(List<Node> listed, long nowMicros) {
        List<NodeRow> nodes = new ArrayList<>();
        List<HostRow> hosts = new ArrayList<>();
        List<ContextRow> contexts = new ArrayList<>();
        for (Node node : listed) {
            int id = nodes.size();
            nodes.add(new NodeRow(id, node, node.lifecycle(nowMicros) == Lifecycle.REMOVED));
            if (!node.isRegistered()) {
                // what a member said of a context before it heard that the node is gone counts only if that comes back
                continue;
            }
            Set<String> aliases = new HashSet<>();
            for (Map.Entry<ContextKey, ContextState> row : node.rows()) {
                ContextState state = row.getValue();
                String alias = row.getKey().alias().value();
                if (aliases.add(alias)) {
                    hosts.add(new HostRow(hosts.size(), alias, state.virtualHost(), id));
                }
                contexts.add(new ContextRow(
                        contexts.size(), row.getKey().path().value(), state.status(), state.virtualHost(), id));
            }
        }
        return new ListedTables(nodes, hosts, contexts, balancers(listed));
    }

    private static List<BalancerConfig> balancers(List<Node> listed) {
        Map<String, Register<NodeConfig>> newest = new TreeMap<>();
        for (Node node : listed) {
            newest.merge(node.balancerName(), node.config(), Register::merge);
        }
        return newest.values().stream().map(config -> config.value().balancer()).toList();
    }
}
