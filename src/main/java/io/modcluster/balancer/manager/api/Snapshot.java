package io.modcluster.balancer.manager.api;

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

    /** A node with its state. */
    public NodeView of(Node node) {
        return NodeView.of(node, this);
    }
}
