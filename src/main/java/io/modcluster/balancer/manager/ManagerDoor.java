package io.modcluster.balancer.manager;

import io.modcluster.balancer.listen.Arrivals;
import io.modcluster.balancer.listen.Clients;
import io.modcluster.balancer.listen.MessageClock;
import io.modcluster.balancer.options.ManagerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Who may hold a connection to the manager, and how long without asking anything: so many, and so many of one client, from
 * accept on. A head or a body that drips ends its connection, and where there are too many, those make room on which nobody
 * asks for anything. On the event loop of the verticle.
 */
final class ManagerDoor {
    /** Streams of events say something more often. */
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** For a first head, and for each body. */
    private static final Duration MESSAGE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Duration message;
    private final Clients clients;
    private final Arrivals arrivals;
    /** The oldest first. */
    private final Map<HttpConnection, MessageClock> clocks = new LinkedHashMap<>();

    /** Nobody yet. */
    ManagerDoor(Vertx vertx, ManagerOptions options) {
        this(vertx, options, MESSAGE);
    }

    /** The same, with another time for a message. */
    ManagerDoor(Vertx vertx, ManagerOptions options, Duration message) {
        this.vertx = vertx;
        this.message = message;
        this.clients = new Clients(
                "manager", options.getMaxConnections(), options.getMaxConnectionsPerClient(), new LongAdder());
        this.arrivals = new Arrivals(this::admit, message, message);
    }

    /** The server, which hears {@code router}. To be called on the event loop. */
    HttpServer serverOf(HttpServerOptions options, Router router) {
        options.setIdleTimeout((int) SILENCE.toSeconds()).setIdleTimeoutUnit(TimeUnit.SECONDS);
        return arrivals.serverOf(vertx, options)
                .connectionHandler(this::connected)
                .requestHandler(router);
    }

    /** Watches the requests of this router; what is mounted before is not watched. */
    void watch(Router router) {
        router.route().handler(routing -> {
            MessageClock clock = clocks.get(routing.request().connection());
            if (clock != null) {
                clock.begins(routing.request());
                routing.addEndHandler(over -> clock.answered());
            }
            routing.next();
        });
    }

    /** Probes have to come in, whoever holds all connections: those that ask for nothing make room, the oldest first. */
    private Clients.@Nullable Place admit(SocketAddress peer) {
        if (clients.isFullFor(peer) && !arrivals.cutOldest()) {
            for (Map.Entry<HttpConnection, MessageClock> one : clocks.entrySet()) {
                if (one.getValue().isIdle()) {
                    Arrivals.cut(one.getKey());
                    break;
                }
            }
        }
        return clients.enter(peer);
    }

    private void connected(HttpConnection connection) {
        if (Arrivals.begun(connection) == null) {
            connection.close();
            return;
        }
        MessageClock clock = new MessageClock(vertx, connection, message, SILENCE);
        clocks.put(connection, clock);
        connection.closeHandler(closed -> {
            clocks.remove(connection);
            clock.stop();
        });
    }

    /** How many connections there are. */
    int connections() {
        return clients.connections();
    }

    /** Takes in nobody more. */
    void close() {
        arrivals.close();
    }
}
