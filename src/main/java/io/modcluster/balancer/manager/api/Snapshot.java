package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.event.RegistryView;
import java.util.List;

/**
 * What this balancer knew at one moment.
 *
 * @param view         nodes and intents
 * @param reachability which nodes this balancer does not reach
 */
public record Snapshot(RegistryView view, Reachability reachability) {
    /** All nodes that are listed, in order of their JVMRoutes, with their states. */
    List<NodeView> nodes() {
        return view.listed().stream().map(this::of).toList();
    }

    /** Whether a node of this name is registered; whatever text it is. */
    boolean isRegistered(String route) {
        if (route.isEmpty() || route.length() > JvmRoute.MAX_LENGTH) {
            return false;
        }
        Node node = view.nodes().get(new JvmRoute(route));
        return node != null && node.isRegistered();
    }

    /** A node with its state. */
    public NodeView of(Node node) {
        return NodeView.of(node, this);
    }
}
