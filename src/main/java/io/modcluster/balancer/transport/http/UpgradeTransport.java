package io.modcluster.balancer.transport.http;

import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.transport.NodeException;
import io.modcluster.balancer.transport.NodeExchange;
import io.modcluster.balancer.transport.NodeTransport;
import io.modcluster.balancer.transport.TransportLimits;
import io.modcluster.balancer.transport.Upgrade;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Carries one request that asks for an upgrade, on a connection of its own: those of the pool have times and places meant
 * for requests, and one that became a tunnel never comes back.
 */
public final class UpgradeTransport implements NodeTransport {
    private final Vertx vertx;
    private final NetClient client;
    private final NodeConfig config;
    private final TransportLimits limits;
    private final @Nullable ClientSSLOptions tls;
    private final Upgrade upgrade;

    /**
     * A way to the address in {@code config}; nothing is connected yet.
     *
     * @param client without times of its own
     * @param tls    how to speak TLS with the node, null in clear
     */
    public UpgradeTransport(
            Vertx vertx,
            NetClient client,
            NodeConfig config,
            TransportLimits limits,
            @Nullable ClientSSLOptions tls,
            Upgrade upgrade) {
        this.vertx = vertx;
        this.client = client;
        this.config = config;
        this.limits = limits;
        this.tls = tls;
        this.upgrade = upgrade;
    }

    @Override
    public Future<NodeExchange> open() {
        Duration connect = limits.connectTimeout(config.connection());
        ConnectOptions options = new ConnectOptions()
                .setHost(config.address().socketHost())
                .setPort(config.address().port())
                .setTimeout(Math.toIntExact(connect.toMillis()));
        if (tls != null) {
            options.setSsl(true).setSslOptions(tls);
        }
        return client.connect(options)
                .transform(connected -> connected.succeeded()
                        ? Future.succeededFuture(new UpgradeExchange(
                                vertx,
                                UpgradeChannel.of(
                                        connected.result(),
                                        upgrade,
                                        HttpNodeTransport.MAX_STATUS_LINE,
                                        HttpNodeTransport.maxHeaderSize(limits),
                                        limits.streamIdle()),
                                upgrade,
                                limits.responseTimeout(config.connection()).toMillis()))
                        : Future.failedFuture(
                                new NodeException(FailureKind.CONNECT_FAILED, Failures.text(connected.cause()))));
    }

    /** Does nothing: there is a connection for each request, which ends with it. */
    @Override
    public Future<Void> shutdown(Duration drain) {
        return Future.succeededFuture();
    }
}
