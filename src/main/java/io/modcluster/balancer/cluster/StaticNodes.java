package io.modcluster.balancer.cluster;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.options.BalancerOptions;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes of this member's configuration. They are no part of the replica: neither the shared table nor the snapshot has
 * them, no command changes them, and here they come before what others say of a node of the same name. Belongs to one thread.
 */
final class StaticNodes {
    private static final Logger LOG = LoggerFactory.getLogger(StaticNodes.class);

    private final TreeMap<JvmRoute, Node> byRoute = new TreeMap<>();
    private final Map<String, Node> byAddress = new HashMap<>();
    /** Others that are in their way, so that each is complained of once. */
    private final Set<JvmRoute> met = new HashSet<>();

    StaticNodes(List<Node> nodes) {
        for (Node node : nodes) {
            byRoute.put(node.route(), node);
            byAddress.put(placeOf(node.address()), node);
        }
    }

    /** Those of {@code nodes}, which have been found good. */
    static StaticNodes of(BalancerOptions options) {
        String balancer = options.getMcmp().getDefaultBalancer();
        return new StaticNodes(
                options.getNodes().stream().map(node -> node.toNode(balancer)).toList());
    }

    Map<JvmRoute, Node> all() {
        return Collections.unmodifiableMap(byRoute);
    }

    boolean has(JvmRoute route) {
        return byRoute.containsKey(route);
    }

    /** Why a command may not be obeyed: it is about one of these, or a node wants the place of one. Null if it may. */
    @Nullable
    Transition refusal(NodeCommand command) {
        Node named = byRoute.get(command.route());
        if (named != null) {
            return new Transition.Refused(Refusal.STATIC_ROUTE, named);
        }
        Node there = command instanceof RegisterNode newcomer
                ? byAddress.get(placeOf(newcomer.config().address()))
                : null;
        return there == null ? null : new Transition.Refused(Refusal.STATIC_ADDRESS, there);
    }

    /** Whether one of these stands in front of what was said of a node elsewhere; complains of what operators should see. */
    boolean hides(Node said) {
        if (byRoute.isEmpty()) {
            return false;
        }
        Node named = byRoute.get(said.route());
        if (named != null) {
            complain(said, named, "hidden: a static node of this balancer has its JVMRoute");
            return true;
        }
        Node there = byAddress.get(placeOf(said.address()));
        if (there != null) {
            complain(said, there, "listens where a static node of this balancer does, and gets the requests of both");
        } else {
            met.remove(said.route());
        }
        return false;
    }

    private void complain(Node said, Node own, String reason) {
        if (!said.isRegistered()) {
            met.remove(said.route());
        } else if (met.add(said.route())) {
            LOG.warn(
                    "node in the way of a static one jvmroute={} address={} static_jvmroute={} static_address={} reason=\"{}\"",
                    Quoted.of(said.route().value()),
                    said.address(),
                    Quoted.of(own.route().value()),
                    own.address(),
                    reason);
        }
    }

    /** Without those that are about nodes which nobody sees here. */
    List<NodeEvent> visible(List<NodeEvent> events) {
        return events.stream().filter(event -> !has(event.route())).toList();
    }

    /** One place, whatever is spoken there. */
    private static String placeOf(NodeAddress address) {
        return address.host().toLowerCase(Locale.ROOT) + ":" + address.port();
    }
}
