package io.modcluster.balancer.options;

import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.List;

/** What must hold between {@code nodes} and other options. */
final class NodeRules {
    private NodeRules() {}

    static void check(BalancerOptions options, List<CrossRules.Listener> listeners, List<OptionsProblem> problems) {
        List<StaticNodeOptions> nodes = options.getNodes();
        for (int i = 0; i < nodes.size(); i++) {
            StaticNodeOptions node = nodes.get(i);
            String key = StaticNodesReader.KEY + "[" + i + "]";
            if (StaticAddress.parse(node.getAddress()) instanceof Parsed.Good<NodeAddress> good) {
                isNotThisBalancer(key, good.value(), listeners, problems);
            }
            if (options.getTraffic().getVirtualHosts() == VirtualHostMode.STRICT
                    && node.getAliases().isEmpty()) {
                problems.add(new OptionsProblem(
                        key + ".aliases",
                        CrossRules.ORIGIN,
                        "",
                        "host names, since traffic.virtual-hosts is strict: without one nobody could reach the node"));
            }
        }
    }

    /** Requests would go round in circles. */
    private static void isNotThisBalancer(
            String key, NodeAddress address, List<CrossRules.Listener> listeners, List<OptionsProblem> problems) {
        listeners.stream()
                .filter(listener -> listener.isAt(address))
                .findFirst()
                .ifPresent(listener -> problems.add(new OptionsProblem(
                        key + ".address",
                        CrossRules.ORIGIN,
                        address.host() + ":" + address.port(),
                        "the address of a service, not that of this balancer, which listens there (" + listener.key()
                                + ")")));
    }
}
