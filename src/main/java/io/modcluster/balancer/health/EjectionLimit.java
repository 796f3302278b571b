package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets nodes back in that are out on doubt when more than a share of their balancer's nodes would be out: when most nodes look
 * ill it is more likely the looks that are, or a load that the few others could not bear either. Nodes that do not accept
 * connections stay out however many they are.
 */
final class EjectionLimit {
    private EjectionLimit() {}

    /** What the proxies go by. Who has been out longest stays out. */
    static Reachability apply(Reachability seen, RoutingTable table, int maxEjectedPercent) {
        if (seen.doubtful().isEmpty()) {
            return seen;
        }
        Map<String, Integer> left = new HashMap<>();
        table.forEachNode(node -> left.merge(node.balancerName(), 1, Integer::sum));
        left.replaceAll((balancer, nodes) -> nodes * maxEjectedPercent / 100);
        for (JvmRoute route : seen.faults().keySet()) {
            Node node = table.node(route);
            if (node != null && !seen.doubtful().contains(route)) {
                left.merge(node.balancerName(), -1, Integer::sum);
            }
        }
        List<JvmRoute> oldestFirst = seen.doubtful().stream()
                .sorted(Comparator.comparingLong((JvmRoute route) -> sinceMillis(seen, route))
                        .thenComparing(JvmRoute::value))
                .toList();
        Set<JvmRoute> in = new HashSet<>();
        for (JvmRoute route : oldestFirst) {
            Node node = table.node(route);
            if (node != null && left.merge(node.balancerName(), -1, Integer::sum) < 0) {
                in.add(route);
            }
        }
        return seen.withUp(in);
    }

    private static long sinceMillis(Reachability seen, JvmRoute route) {
        Reachability.Fault fault = seen.faultOf(route);
        return fault == null ? Long.MAX_VALUE : fault.sinceMillis();
    }
}
