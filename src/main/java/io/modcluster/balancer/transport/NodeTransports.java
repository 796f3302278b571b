package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.AjpOptions;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.transport.ajp.AjpLoop;
import io.modcluster.balancer.transport.ajp.AjpNodeTransport;
import io.modcluster.balancer.transport.http.HttpNodeTransport;
import io.modcluster.balancer.transport.http.LoopHeads;
import io.modcluster.balancer.transport.http.PendingUpgrades;
import io.modcluster.balancer.transport.http.UpgradeTransport;
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
    private final NodeCounters counters;
    private final AjpOptions.SecretsOfNodes ajpSecrets;
    private final int ajpPacketSize;
    private final AjpLoop ajpLoop = new AjpLoop();
    private final NodeDialects dialects;
    private final Map<JvmRoute, Link> links = new HashMap<>();
    private final UpgradeClients upgrades;
    private final LoopHeads heads = new LoopHeads();

    private record Link(NodeConfig config, NodeDialect dialect, NodeTransport transport, PendingUpgrades upgrades) {
        boolean fits(NodeConfig wanted, NodeDialect wantedDialect) {
            return dialect.equals(wantedDialect)
                    && wanted.address().equals(config.address())
                    && wanted.connection().equals(config.connection())
                    && (wanted.address().scheme().isHttp() || sameSecret(wanted));
        }

        private boolean sameSecret(NodeConfig wanted) {
            return wanted.lbGroup().equals(config.lbGroup())
                    && wanted.balancer().name().equals(config.balancer().name());
        }
    }

    /** Starts without any. To be used on the event loop that serves the requests. */
    public NodeTransports(Vertx vertx, TransportLimits limits, BalancerOptions options, NodeCounters counters) {
        this.vertx = vertx;
        this.limits = limits;
        this.counters = counters;
        this.ajpSecrets = options.getAjp().secretsOfNodes();
        this.ajpPacketSize = options.getAjp().getPacketSize();
        this.dialects = new NodeDialects(options);
        this.upgrades = new UpgradeClients(vertx);
    }

    /** The way to a node as it is configured now. */
    public NodeTransport to(Node node) {
        return linkTo(node).transport();
    }

    @SuppressWarnings("ReferenceEquality") // the usual case: nothing was said about it since
    private Link linkTo(Node node) {
        NodeConfig config = node.config().value();
        Link link = links.get(node.route());
        if (link != null && link.config() == config) {
            return link;
        }
        NodeDialect dialect = dialects.of(node.route(), config);
        if (link != null && link.fits(config, dialect)) {
            return link;
        }
        if (link != null) {
            links.remove(node.route());
            link.transport().shutdown(limits.drain());
        }
        Link made = new Link(
                config, dialect, make(node.route(), config, dialect), new PendingUpgrades(limits.connections()));
        links.put(node.route(), made);
        return made;
    }

    /** The way of one request that asks a node for an upgrade, or null when what the node is spoken to in knows none. */
    public @Nullable NodeTransport to(Node node, Upgrade upgrade) {
        NodeConfig config = node.config().value();
        NodeDialect dialect = dialects.of(node.route(), config);
        boolean canUpgrade = config.address().scheme().isHttp() && (dialect.tls() != null || !dialect.http2());
        if (!canUpgrade) {
            return null;
        }
        Link link = linkTo(node);
        return new UpgradeTransport(
                vertx,
                upgrades.with(dialect.tls()),
                config,
                dialect,
                limits,
                upgrade,
                link.upgrades(),
                link.transport());
    }

    private NodeTransport make(JvmRoute route, NodeConfig config, NodeDialect dialect) {
        return switch (config.address().scheme()) {
            case HTTP, HTTPS, WS, WSS ->
                HttpNodeTransport.of(
                        vertx,
                        config,
                        dialect,
                        limits,
                        heads,
                        counters.of(route).connections());
            case AJP -> {
                String secret = ajpSecrets.of(
                        route.value(), config.lbGroup(), config.balancer().name());
                yield new AjpNodeTransport(
                        vertx, route, config, limits, secret, ajpPacketSize, counters.of(route), ajpLoop);
            }
        };
    }

    /** Drains the connections to nodes that are not in this table any more, or not with the same configuration. */
    public void retain(RoutingTable table) {
        for (Iterator<Map.Entry<JvmRoute, Link>> all = links.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<JvmRoute, Link> entry = all.next();
            Node node = table.node(entry.getKey());
            if (node == null || !fits(entry.getValue(), node)) {
                all.remove();
                entry.getValue().transport().shutdown(limits.drain());
            }
        }
    }

    private boolean fits(Link link, Node node) {
        NodeConfig config = node.config().value();
        return link.fits(config, dialects.of(node.route(), config));
    }

    /** Drains all. The future completes when no connection is left. */
    public Future<Void> shutdown(Duration drain) {
        List<Future<Void>> ends = new ArrayList<>();
        links.values().forEach(link -> ends.add(link.transport().shutdown(drain)));
        links.clear();
        return Future.join(ends).eventually(upgrades::close).mapEmpty();
    }
}
