package io.modcluster.balancer.transport;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients that upgrades are sent with, made when they are first needed: one for each rule of TLS, see {@link NodeTls}. */
final class UpgradeClients {
    /** No longer than connecting may take: `traffic.connect-timeout` ends both. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Map<NodeTls, NetClient> withTls = new HashMap<>(2);
    private @Nullable NetClient clear;

    UpgradeClients(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The one for this rule, null for none. */
    NetClient with(@Nullable NodeTls tls) {
        if (tls != null) {
            return withTls.computeIfAbsent(tls, this::make);
        }
        NetClient client = clear;
        if (client == null) {
            client = vertx.createNetClient();
            clear = client;
        }
        return client;
    }

    private NetClient make(NodeTls tls) {
        NetClientOptions options =
                new NetClientOptions().setHostnameVerificationAlgorithm(tls.verifyName() ? "HTTPS" : "");
        tls.applyTo(options, HANDSHAKE);
        return vertx.createNetClient(options);
    }

    /** Closes them, and what is left of their connections. */
    Future<Void> close() {
        List<Future<Void>> ends = new ArrayList<>();
        if (clear != null) {
            ends.add(clear.close());
        }
        withTls.values().forEach(client -> ends.add(client.close()));
        return Future.join(ends).mapEmpty();
    }
}
