package io.modcluster.balancer.proxy;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.metrics.BalancerMetrics;
import io.modcluster.balancer.metrics.Metric;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TrafficOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.modcluster.balancer.proxy.edge.EdgeLimits;
import io.modcluster.balancer.proxy.edge.StrictHttpEdge;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on the traffic port. Instances of one deployment share the port, and nothing else: connections to nodes, counts of
 * the policy and client connections are each instance's own.
 */
public final class ProxyVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);
    /** Most connections that wait to be accepted, as far as the system allows. */
    private static final int BACKLOG = 1024;

    private ProxySettings settings;
    private EventBusAddresses addresses;
    private Predicate<HttpServerRequest> meantForFirst = request -> false;
    private @Nullable Handler<HttpServerRequest> first;
    private @Nullable ModClusterProxy proxy;
    private @Nullable HttpServer server;

    /**
     * A proxy that takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name, as
     * many instances as the deployment says. Does not take MCMP: fails to start where {@code mcmp.on-traffic-port} is on.
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public ProxyVerticle() {}

    /**
     * A proxy.
     *
     * @param settings  how it is set up; a port of 0 takes any free one, the same for all instances
     * @param addresses where the registry and the health checks are heard
     */
    public ProxyVerticle(ProxySettings settings, EventBusAddresses addresses) {
        this.settings = settings;
        this.addresses = addresses;
    }

    /** Gives requests that are {@code meant} for somebody else to {@code handler}, unjudged. To be called before start. */
    public void inFront(Predicate<HttpServerRequest> meant, Handler<HttpServerRequest> handler) {
        this.meantForFirst = meant;
        this.first = handler;
    }

    @Override
    public Future<?> start() {
        if (settings == null) {
            configure(VerticleConfig.of(config()));
        }
        TrafficOptions traffic = settings.traffic();
        EdgeLimits limits = new EdgeLimits(
                traffic.getMaxRequestLine(),
                traffic.getMaxHeaderSize(),
                traffic.getMaxHeaders(),
                traffic.getHeaderTimeout(),
                traffic.getIdleTimeout(),
                traffic.getBodyTimeout(),
                traffic.getMinBodyRate());
        Clients clients = Clients.of(
                settings, BalancerMetrics.of(vertx, addresses.prefix()).counter(Metric.CLIENT_CONNECTIONS));
        ModClusterProxy made = new ModClusterProxy(vertx, settings, addresses);
        proxy = made;
        HttpServerOptions options = new HttpServerOptions()
                .setHost(traffic.getHost())
                .setPort(traffic.getPort() == 0 ? sharedFreePort() : traffic.getPort())
                .setAcceptBacklog(BACKLOG);
        HttpServer listening = vertx.createHttpServer(StrictHttpEdge.applyTo(options, limits))
                .connectionHandler(connection -> connected(connection, limits, clients, made))
                .invalidRequestHandler(StrictHttpEdge::onInvalidRequest)
                .requestHandler(handlerInFrontOf(made));
        server = listening;
        return made.start().compose(ready -> listening.listen());
    }

    private void configure(VerticleConfig config) {
        BalancerOptions options = config.options();
        if (options.getMcmp().isOnTrafficPort()) {
            throw new OptionsProblems(List.of(new OptionsProblem(
                    "mcmp.on-traffic-port",
                    "config of ProxyVerticle",
                    "true",
                    "false, or ModClusterBalancer in its place")));
        }
        settings = new ProxySettings(options, context.getInstanceCount());
        addresses = config.addresses();
    }

    /** Vert.x takes a negative port for "a free one, the same for all who name this number". */
    private int sharedFreePort() {
        return -1 - (addresses.prefix().hashCode() & 0xffff);
    }

    private Handler<HttpServerRequest> handlerInFrontOf(ModClusterProxy proxy) {
        Handler<HttpServerRequest> other = first;
        return other == null ? proxy : request -> (meantForFirst.test(request) ? other : proxy).handle(request);
    }

    private static void connected(
            HttpConnection connection, EdgeLimits limits, Clients clients, ModClusterProxy proxy) {
        StrictHttpEdge.onConnection(connection, limits);
        SocketAddress remote = connection.remoteAddress();
        boolean oneTooMany = clients.isOneTooMany(remote);
        connection.closeHandler(closed -> clients.gone(remote));
        // a client that resets is no error of ours; without a handler Vert.x logs one for each
        connection.exceptionHandler(reset -> LOG.trace("client connection: {}", reset.toString()));
        if (oneTooMany || proxy.refusesConnections()) {
            connection.close();
        }
    }

    /** The port it listens on; −1 before it does. */
    public int actualPort() {
        return server == null ? -1 : server.actualPort();
    }

    /** Accepts nothing more, waits for the requests in flight as long as {@code drainTimeout} says, then cuts them. */
    @Override
    public Future<?> stop() {
        long drain = settings.traffic().getDrainTimeout().toMillis();
        Future<Void> served = server == null ? Future.succeededFuture() : server.shutdown(drain, TimeUnit.MILLISECONDS);
        return served.eventually(() -> proxy == null ? Future.succeededFuture() : proxy.stop());
    }
}
