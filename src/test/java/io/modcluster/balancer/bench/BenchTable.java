package io.modcluster.balancer.bench;

import static io.modcluster.balancer.testkit.Nodes.aNode;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.ManyHosts;
import io.modcluster.balancer.testkit.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Tables to measure: nodes with ten contexts each, under one virtual host or every node under its own. */
final class BenchTable {
    static final int CONTEXTS_PER_NODE = 10;

    private BenchTable() {}

    /** As mod_cluster nodes are by default: all of them know themselves as one host. */
    static final String ONE_HOST = "www10000.example.com";

    static List<Node> nodes(int count) {
        return nodes(count, false);
    }

    static List<Node> nodes(int count, boolean oneHost) {
        List<Node> nodes = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Nodes node = aNode("node" + n);
            for (int c = 0; c < CONTEXTS_PER_NODE; c++) {
                node.context(oneHost ? ONE_HOST : host(n), context(n, c), ContextStatus.ENABLED);
            }
            nodes.add(node.build());
        }
        return nodes;
    }

    /** Nodes with one context under that many aliases each. */
    static List<Node> hosts(int count, int aliases) {
        List<Node> nodes = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            nodes.add(hosts(n, "node" + n, aliases));
        }
        return nodes;
    }

    static Node hosts(int site, String route, int aliases) {
        Nodes node = aNode(route);
        for (int alias = 0; alias < aliases; alias++) {
            node.context(ManyHosts.alias(site, alias), "/", ContextStatus.ENABLED);
        }
        return node.build();
    }

    static RoutingTableBuilder builder(List<Node> nodes, VirtualHostMode mode) {
        RoutingTableBuilder builder = new RoutingTableBuilder(mode);
        nodes.forEach(builder::put);
        return builder;
    }

    static String host(int node) {
        return "site" + padded(node) + ".example.com";
    }

    static String context(int node, int context) {
        return "/shop-" + padded(node) + "-" + context;
    }

    /** As long at every size: else what is compared would be how well loops of one length and of many are predicted. */
    private static String padded(int node) {
        return Integer.toString(10_000 + node);
    }

    /** Hosts and paths in no order, a power of two of them, so that at size no lookup finds its memory warm by chance. */
    static String[][] requests(int nodes, String suffix) {
        return requests(nodes, suffix, false);
    }

    static String[][] requests(int nodes, String suffix, boolean oneHost) {
        Random random = new Random(42);
        String[][] requests = new String[8192][];
        for (int i = 0; i < requests.length; i++) {
            int node = random.nextInt(nodes);
            requests[i] = new String[] {
                oneHost ? new String(ONE_HOST) : host(node), context(node, random.nextInt(CONTEXTS_PER_NODE)) + suffix
            };
        }
        return requests;
    }
}
