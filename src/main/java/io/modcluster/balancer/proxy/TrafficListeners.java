package io.modcluster.balancer.proxy;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.listen.Arrivals;
import io.modcluster.balancer.listen.Clients;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.Http2Options;
import io.modcluster.balancer.options.RequestOptions;
import io.modcluster.balancer.options.TlsOptions;
import io.modcluster.balancer.options.TrafficOptions;
import io.modcluster.balancer.proxy.edge.EdgeLimits;
import io.modcluster.balancer.proxy.edge.Http2Edge;
import io.modcluster.balancer.proxy.edge.ProxyProtocol;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.modcluster.balancer.proxy.edge.codec.RequestGuard;
import io.modcluster.balancer.proxy.tls.TlsFront;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of one instance for requests: without TLS, with TLS, and for HTTP/2 without TLS, as far as the options ask for
 * them. One count of clients is for all of them. On the event loop of the instance.
 */
final class TrafficListeners {
    private static final Logger LOG = LoggerFactory.getLogger(TrafficListeners.class);
    /** Most connections that wait to be accepted, as far as the system allows. */
    private static final int BACKLOG = 1024;

    private static final int PORTS = 0x10000;

    private final Vertx vertx;
    private final ProxySettings settings;
    private final EventBusAddresses addresses;
    private final EdgeLimits limits;
    private final Clients clients;
    private final ProxyProtocol proxyProtocol;
    private final Arrivals arrivals;
    private final List<HttpServer> servers = new ArrayList<>();
    private @Nullable HttpServer plain;
    private @Nullable HttpServer secure;
    private @Nullable HttpServer clearText;
    private @Nullable TlsFront tls;
    private BooleanSupplier refusesConnections = () -> false;
    private @Nullable Edge edge;

    TrafficListeners(Vertx vertx, ProxySettings settings, EventBusAddresses addresses) {
        this.vertx = vertx;
        this.settings = settings;
        this.addresses = addresses;
        TrafficOptions traffic = settings.traffic();
        this.limits = EdgeLimits.of(traffic);
        this.clients = clientsOf(
                settings, BalancerMetrics.of(vertx, addresses.prefix()).counter(Metric.CLIENT_CONNECTIONS));
        this.proxyProtocol = new ProxyProtocol(settings.options().getProxyProtocol());
        this.arrivals = new Arrivals(
                this::admit, settings.options().getProxyProtocol().getTimeout(), traffic.getHeaderTimeout());
    }

    /** The share of one of the instances; connections come to each in turn, so that of one client is rounded up. */
    static Clients clientsOf(ProxySettings settings, LongAdder counted) {
        TrafficOptions traffic = settings.traffic();
        int instances = settings.instances();
        return new Clients(
                "traffic",
                Math.max(1, traffic.getMaxConnections() / instances),
                (traffic.getMaxConnectionsPerClient() + instances - 1) / instances,
                counted);
    }

    /**
     * Opens them.
     *
     * @param inFront what is asked before a request goes on, on each port
     * @return fails when one cannot be opened, or when a certificate is wrong
     */
    Future<Void> listen(ModClusterProxy proxy, UnaryOperator<Handler<HttpServerRequest>> inFront) {
        Handler<HttpServerRequest> requests = inFront.apply(proxy);
        refusesConnections = proxy::refusesConnections;
        edge = proxy.edge();
        TlsOptions tlsOptions = settings.options().getTls();
        if (!tlsOptions.isOn()) {
            return listenPlain(requests).compose(done -> listenClearText(requests));
        }
        return TlsFront.load(vertx, tlsOptions, settings.options().getHttp2(), addresses.prefix())
                .compose(loaded -> {
                    tls = loaded;
                    return listenSecure(loaded, requests);
                })
                .compose(done -> listenPlain(tlsOptions.isRedirect() ? inFront.apply(redirect(proxy)) : requests))
                .compose(done -> listenClearText(requests));
    }

    private Handler<HttpServerRequest> redirect(ModClusterProxy proxy) {
        int asked = settings.options().getTls().getRedirectPort();
        return new HttpsRedirect(
                new RequestGuard(settings.traffic().getEncodedSlashes()),
                asked > 0 ? () -> asked : this::tlsPort,
                edgeOf(),
                proxy);
    }

    private Future<Void> listenPlain(Handler<HttpServerRequest> requests) {
        TrafficOptions traffic = settings.traffic();
        HttpServerOptions options = StrictHttpEdge.applyTo(optionsFor(traffic.getHost(), traffic.getPort(), 0), limits);
        HttpServer server = serverOf(options, connection -> connected(connection, requests), requests);
        plain = server;
        return server.listen().mapEmpty();
    }

    private Future<Void> listenSecure(TlsFront front, Handler<HttpServerRequest> requests) {
        TlsOptions asked = settings.options().getTls();
        HttpServerOptions options = StrictHttpEdge.applyTo(optionsFor(asked.getHost(), asked.getPort(), 1), limits);
        front.applyTo(http2(options));
        HttpServer server = serverOf(options, connection -> connected(connection, requests), requests);
        secure = server;
        return server.listen().onSuccess(front::watch).mapEmpty();
    }

    private Future<Void> listenClearText(Handler<HttpServerRequest> requests) {
        Http2Options http2 = settings.options().getHttp2();
        if (!http2.isClearText()) {
            return Future.succeededFuture();
        }
        HttpServerOptions options =
                StrictHttpEdge.applyTo(optionsFor(settings.traffic().getHost(), http2.getClearTextPort(), 2), limits);
        // HTTP/1 on this port has been decoded by others before the strict edge could stand, so it is not served here
        HttpServer server = serverOf(
                http2(options).setHttp2ClearTextEnabled(true),
                connection -> {
                    if (Http2Edge.isHttp2(connection)) {
                        connected(connection, requests);
                    } else {
                        StrictHttpEdge.turnAway(connection);
                    }
                },
                requests);
        clearText = server;
        return server.listen().mapEmpty();
    }

    private HttpServerOptions http2(HttpServerOptions options) {
        return Http2Edge.applyTo(options, settings.options().getHttp2(), limits);
    }

    private HttpServer serverOf(
            HttpServerOptions options, Handler<HttpConnection> connections, Handler<HttpServerRequest> requests) {
        HttpServer server = arrivals.serverOf(vertx, proxyProtocol.applyTo(options))
                .connectionHandler(connections)
                .invalidRequestHandler(edgeOf()::refuseUnreadable)
                // handshakes that fail, mostly; whoever scans ports causes them at will
                .exceptionHandler(cause -> LOG.trace("client connection: {}", cause.toString()))
                .requestHandler(requests);
        servers.add(server);
        return server;
    }

    private Edge edgeOf() {
        return Objects.requireNonNull(edge, "listen() comes first");
    }

    /** Vert.x takes a negative port for "a free one, the same for all who name this number". */
    private HttpServerOptions optionsFor(String host, int port, int which) {
        int shared = -1 - which * PORTS - (addresses.prefix().hashCode() & 0xffff);
        return new HttpServerOptions()
                .setHost(host)
                .setPort(port == 0 ? shared : port)
                // WebSockets pass as they are: without this each connection would have a handler for what none asks of
                // us
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setAcceptBacklog(BACKLOG);
    }

    /** Whom the header names is known later; until then a connection counts among all only. */
    private Clients.@Nullable Place admit(SocketAddress peer) {
        if (refusesConnections.getAsBoolean() || proxyProtocol.isFromStranger(peer)) {
            return null;
        }
        return clients.enter(proxyProtocol.isEnabled() || edgeOf().isTrusted(peer) ? null : peer);
    }

    private void connected(HttpConnection connection, Handler<HttpServerRequest> requests) {
        Clients.Place place = Arrivals.begun(connection);
        if (place == null || !isWelcome(connection.remoteAddress(), place)) {
            StrictHttpEdge.turnAway(connection);
            return;
        }
        SocketAddress remote = connection.remoteAddress();
        Edge here = edgeOf();
        if (Http2Edge.isHttp2(connection)) {
            Http2Edge.onConnection(
                    connection,
                    limits,
                    settings.options().getHttp2().getMaxControlFrames(),
                    settings.traffic().getStreamIdleTimeout());
        } else {
            StrictHttpEdge.onConnection(
                    connection,
                    limits,
                    refused -> here.late(remote, refused),
                    new StrictHttpEdge.Served(requests, here::refuseUnreadable));
            RequestOptions request = settings.options().getRequest();
            StrictHttpEdge.limitRequests(connection, request.getMaxPerConnection());
            if (request.isAnswerHalfClosed()) {
                StrictHttpEdge.answerHalfClosed(connection);
            }
        }
        // a client that resets is no error of ours; without a handler Vert.x logs one for each
        connection.exceptionHandler(reset -> LOG.trace("client connection: {}", reset.toString()));
    }

    /** A load balancer in front looks after itself with headers that name nobody. */
    private boolean isWelcome(SocketAddress client, Clients.Place place) {
        return !proxyProtocol.isEnabled()
                || edgeOf().isTrusted(client)
                || !proxyProtocol.isFromStranger(client)
                || place.belongsTo(client);
    }

    /** The port without TLS; −1 where there is none yet. */
    int plainPort() {
        return portOf(plain);
    }

    /** The port with TLS; −1 where there is none. */
    int tlsPort() {
        return portOf(secure);
    }

    /** The port for HTTP/2 without TLS; −1 where there is none. */
    int clearTextPort() {
        return portOf(clearText);
    }

    private static int portOf(@Nullable HttpServer server) {
        return server == null ? -1 : server.actualPort();
    }

    /** Accepts nothing more, and waits so long for the requests in flight, then cuts them. */
    Future<Void> shutdown(long millis) {
        if (tls != null) {
            tls.stop();
        }
        arrivals.close();
        List<Future<Void>> ends = new ArrayList<>();
        servers.forEach(server -> ends.add(server.shutdown(millis, TimeUnit.MILLISECONDS)));
        return Future.join(ends).mapEmpty();
    }
}
