package io.modcluster.balancer.mcmp;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.MemberQuestion;
import io.modcluster.balancer.event.OpenPorts;
import io.modcluster.balancer.listen.MessageClock;
import io.modcluster.balancer.metrics.RefusedCommands;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.McmpOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for MCMP. HTTP/1 only: no node speaks anything else to a balancer. The registry and health have to be deployed
 * first; until they answer, commands are refused with a text that makes nodes try again.
 */
public final class McmpVerticle extends VerticleBase {
    /** Each node keeps one connection; there are at least this many, and a quarter more than nodes may register. */
    static final int MIN_CONNECTIONS = 1_000;

    /** Counted apart, so that they cannot keep nodes out; enough to hear that one is not allowed. */
    static final int MAX_STRANGERS = 50;

    private static final Duration IDLE_TIME = Duration.ofSeconds(60);
    /** Who is not allowed hears so; who does not even ask must not hold a connection that a node needs. */
    private static final long STRANGER_MILLIS = 5_000;
    /** A node sends four headers. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    private static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(McmpVerticle.class);

    /** Whom it asks nothing; its answers are from memory. */
    private static final long ANSWER_MILLIS = 1_000;

    private McmpOptions options;
    private EventBusAddresses addresses;
    private Supplier<Set<Integer>> otherPorts;
    private PeerFilter peers;
    private final Duration messageTime;
    /** Of peers that may send, by their connections. */
    private final Map<HttpConnection, MessageClock> clocks = new HashMap<>();

    private volatile @Nullable HttpServer server;
    private int connections;
    private int strangers;

    /**
     * A listener that takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name.
     * It denies nodes the ports that the configuration names for requests and for the manager.
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public McmpVerticle() {
        this.messageTime = McmpHandler.MESSAGE_TIME;
    }

    /** A listener that denies nodes its own port only. */
    public McmpVerticle(McmpOptions options, EventBusAddresses addresses) {
        this(options, addresses, Set::of);
    }

    /**
     * Listens where {@code options} say.
     *
     * @param otherPorts ports on which this process listens beside this one, asked at each CONFIG and PING: no node is at
     *     any of them on an address of this machine, or requests would go round in circles
     */
    public McmpVerticle(McmpOptions options, EventBusAddresses addresses, Supplier<Set<Integer>> otherPorts) {
        this(options, addresses, otherPorts, McmpHandler.MESSAGE_TIME);
    }

    /** A listener that gives a message {@code messageTime} from the connection to its last byte. */
    McmpVerticle(
            McmpOptions options, EventBusAddresses addresses, Supplier<Set<Integer>> otherPorts, Duration messageTime) {
        this.options = new McmpOptions(options);
        this.addresses = addresses;
        this.otherPorts = otherPorts;
        this.messageTime = messageTime;
        this.peers = new PeerFilter(options.getAllow());
    }

    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            options = config.options().getMcmp();
            addresses = config.addresses();
            otherPorts = () -> portsOf(config.options());
            peers = new PeerFilter(options.getAllow());
        }
        McmpHandler handler = new McmpHandler(vertx, options, addresses, this::ownPorts);
        RefusedCommands refused = RefusedCommands.of(vertx, addresses.prefix());
        new LocalBus(vertx, ANSWER_MILLIS)
                .answer(
                        addresses.answers(MemberQuestion.Topic.REFUSALS),
                        (JsonObject question) -> Future.succeededFuture(new JsonObject().put("items", refused.json())));
        return vertx.createHttpServer(serverOptions())
                .connectionHandler(this::count)
                .requestHandler(request -> answer(handler, request))
                .listen(options.getPort(), options.getHost())
                .onSuccess(listening -> {
                    server = listening;
                    OpenPorts.of(vertx, addresses.prefix()).opened("mcmp", options.getHost(), listening.actualPort());
                    LOG.debug("mcmp listening host={} port={}", options.getHost(), listening.actualPort());
                });
    }

    @Override
    public Future<?> stop() {
        OpenPorts.of(vertx, addresses.prefix()).closed("mcmp");
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    /** The port it listens on, 0 before it does. May be asked from any thread. */
    public int actualPort() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }

    private static Set<Integer> portsOf(BalancerOptions options) {
        return Set.copyOf(
                List.of(options.getTraffic().getPort(), options.getManager().getPort()));
    }

    private static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout((int) IDLE_TIME.toSeconds())
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setMaxInitialLineLength(MAX_REQUEST_LINE_BYTES);
    }

    private Set<Integer> ownPorts() {
        Set<Integer> ports = new HashSet<>(otherPorts.get());
        ports.add(actualPort());
        return ports;
    }

    private void answer(McmpHandler handler, HttpServerRequest request) {
        MessageClock clock = clocks.get(request.connection());
        if (clock == null) {
            handler.handle(request);
        } else {
            handler.handle(request, clock.headRead(request));
        }
    }

    private void count(HttpConnection connection) {
        if (peers.isAllowed(connection.remoteAddress())) {
            connections++;
            MessageClock clock = new MessageClock(vertx, connection, messageTime, IDLE_TIME);
            clocks.put(connection, clock);
            connection.closeHandler(closed -> {
                connections--;
                clocks.remove(connection);
                clock.stop();
            });
            closeUnless(connections <= maxConnections(), connection);
        } else {
            strangers++;
            connection.closeHandler(closed -> strangers--);
            vertx.setTimer(STRANGER_MILLIS, late -> connection.close());
            closeUnless(strangers <= MAX_STRANGERS, connection);
        }
    }

    private int maxConnections() {
        int nodes = options.getMaxNodes();
        return Math.max(MIN_CONNECTIONS, nodes + nodes / 4);
    }

    private static void closeUnless(boolean room, HttpConnection connection) {
        if (!room) {
            LOG.debug("mcmp connection refused peer={} too_many=true", connection.remoteAddress());
            connection.close();
        }
    }
}
