package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.metrics.NodeCounters.NodeCounter;
import io.modcluster.balancer.options.UpgradeOptions;
import io.modcluster.balancer.proxy.UpgradeGuard.Asked;
import io.modcluster.balancer.proxy.edge.ClientSwitch;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.Verdict.Refused;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeResponse;
import io.modcluster.balancer.transport.http.UpgradeExchange;
import io.modcluster.balancer.transport.tunnel.Tunnel;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;

/** The upgraded connections of one event loop: which may be, which there are, and how they end. Belongs to that loop. */
final class Tunnels {
    private final UpgradeGuard guard;
    private final ForwardHeaders forwardHeaders;
    private final Duration idle;
    private final int most;
    private final IdentityHashMap<Tunnel, Node> open = new IdentityHashMap<>();
    private boolean closed;

    /** None yet. */
    Tunnels(ProxySettings settings, ForwardHeaders forwardHeaders) {
        UpgradeOptions options = settings.options().getUpgrade();
        this.guard = new UpgradeGuard(options.getTokens());
        this.forwardHeaders = forwardHeaders;
        this.idle = options.getIdleTimeout();
        int all = options.getMaxTunnels();
        this.most = all == 0 ? Integer.MAX_VALUE : Math.max(1, all / settings.instances());
    }

    /** What a request asks for; costs one look where it has no Upgrade. */
    Asked askedBy(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.UPGRADE)
                ? guard.judge(request.method(), request.version(), request.headers())
                : UpgradeGuard.NOTHING;
    }

    /** Answers a request for a WebSocket that cannot be. */
    static void refuse(HttpServerRequest request, UpgradeGuard.Bad bad) {
        if (bad.status() == 426) {
            // RFC 9110 §15.5.22, RFC 6455 §4.4: what would do instead
            request.response()
                    .putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                    .putHeader("Sec-WebSocket-Version", "13");
        }
        // who believes it has a WebSocket would go on in frames
        StrictHttpEdge.refuse(request, Refused.closing(bad.status(), bad.reason()));
    }

    /** Whether there may be no more. */
    boolean isFull() {
        return closed || open.size() >= most;
    }

    /**
     * Joins the connections of a client and of a node that has answered 101.
     *
     * @param over called once, when both are closed
     * @throws NodeException when there may be no more by now
     */
    void open(
            Exchange exchange,
            Node node,
            NodeCounter counter,
            UpgradeExchange nodeExchange,
            NodeResponse response,
            boolean webSocket,
            Runnable over) {
        if (isFull()) {
            throw new NodeException(FailureKind.TOO_MANY_TUNNELS, "");
        }
        Tunnel[] self = new Tunnel[1];
        Tunnel tunnel = new Tunnel(webSocket, idle, counter::addTransferred, counter::addRead, () -> {
            open.remove(self[0]);
            counter.connections().tunnelEnded();
            over.run();
        });
        self[0] = tunnel;
        MultiMap headers = headersOf(exchange, response);
        ClientSwitch.become(exchange.clientRequest(), headers, tunnel.clientEnd());
        nodeExchange.become(tunnel.nodeEnd());
        exchange.handOver(response.status());
        open.put(tunnel, node);
        counter.connections().tunnelBegan();
        tunnel.start();
    }

    private MultiMap headersOf(Exchange exchange, NodeResponse response) {
        MultiMap from = response.headers();
        MultiMap to = HttpHeaders.headers();
        forwardHeaders.toClient(from, to, exchange.notes().requestId());
        exchange.notes().answeredWith(to);
        // RFC 9110 §8.6: none in a 101
        to.remove(HttpHeaders.CONTENT_LENGTH);
        return to.set(HttpHeaders.CONNECTION, HttpHeaders.UPGRADE)
                .set(HttpHeaders.UPGRADE, from.get(HttpHeaders.UPGRADE));
    }

    /** Dismisses those to nodes that are not in this table any more, or not at the same address. */
    void retain(RoutingTable table) {
        if (open.isEmpty()) {
            return;
        }
        new ArrayList<>(open.entrySet()).forEach(entry -> {
            Node before = entry.getValue();
            Node now = table.node(before.route());
            if (now == null || !now.address().equals(before.address())) {
                entry.getKey().dismiss();
            }
        });
    }

    /** Dismisses all, and lets no more be opened. */
    void close() {
        closed = true;
        new ArrayList<>(open.keySet()).forEach(Tunnel::dismiss);
    }
}
