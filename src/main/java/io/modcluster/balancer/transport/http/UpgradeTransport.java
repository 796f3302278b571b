package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeDialect;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * Carries one request that asks for an upgrade, on a connection of its own: those of the pool have times and places meant
 * for requests, and one that became a tunnel never comes back.
 */
public final class UpgradeTransport implements NodeTransport {
    private final Vertx vertx;
    private final NetClient client;
    private final NodeConfig config;
    private final TransportLimits limits;
    private final NodeDialect dialect;
    private final Upgrade upgrade;
    private final PendingUpgrades pending;
    private final NodeTransport requests;

    /**
     * A way to the address in {@code config}; nothing is connected yet.
     *
     * @param client  for the TLS rule of the node, without times of its own
     * @param dialect of the node
     * @param pending  of the node, this one not among them yet
     * @param requests the way of its requests, which share the most connections with them
     */
    public UpgradeTransport(
            Vertx vertx,
            NetClient client,
            NodeConfig config,
            NodeDialect dialect,
            TransportLimits limits,
            Upgrade upgrade,
            PendingUpgrades pending,
            NodeTransport requests) {
        this.vertx = vertx;
        this.client = client;
        this.config = config;
        this.limits = limits;
        this.dialect = dialect;
        this.upgrade = upgrade;
        this.pending = pending;
        this.requests = requests;
    }

    @Override
    public Future<NodeExchange> open() {
        if (!pending.enter(requests)) {
            return Future.failedFuture(new NodeException(FailureKind.QUEUE_FULL, "all connections to the node taken"));
        }
        Duration connect = limits.connectTimeout(config.connection());
        ConnectOptions options = new ConnectOptions()
                .setHost(config.address().socketHost())
                .setPort(config.address().port())
                .setTimeout(Math.toIntExact(connect.toMillis()));
        if (dialect.tls() != null) {
            options.setSsl(true);
            if (!config.address().isLiteral()) {
                options.setSniServerName(config.address().host());
            }
        }
        return client.connect(options).transform(connected -> {
            if (connected.failed()) {
                pending.leave();
                return Future.failedFuture(Failures.beforeSending(connected.cause(), false));
            }
            return Future.succeededFuture(exchangeOn(connected.result()));
        });
    }

    private NodeExchange exchangeOn(NetSocket socket) {
        UpgradeChannel channel = UpgradeChannel.of(
                socket,
                upgrade,
                HttpNodeTransport.MAX_STATUS_LINE,
                HttpNodeTransport.maxHeaderSize(limits),
                limits.streamIdle());
        long responseTimeout = limits.responseTimeout(config.connection()).toMillis();
        return new UpgradeExchange(vertx, channel, upgrade, responseTimeout, pending::leave);
    }

    /** Does nothing: there is a connection for each request, which ends with it. */
    @Override
    public Future<Void> shutdown(Duration drain) {
        return Future.succeededFuture();
    }
}
