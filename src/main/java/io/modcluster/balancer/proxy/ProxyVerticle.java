package io.modcluster.balancer.proxy;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.OpenPorts;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Listens on the traffic port. Instances of one deployment share the port, and nothing else: connections to nodes, counts of
 * the policy and client connections are each instance's own.
 */
public final class ProxyVerticle extends VerticleBase {
    private ProxySettings settings;
    private EventBusAddresses addresses;
    private Predicate<HttpServerRequest> meantForFirst = request -> false;
    private @Nullable Handler<HttpServerRequest> first;
    private @Nullable ModClusterProxy proxy;
    private @Nullable TrafficListeners listeners;

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
        Predicate<HttpServerRequest> earlier = meantForFirst;
        Handler<HttpServerRequest> before = first;
        this.meantForFirst = earlier.or(meant);
        this.first = before == null ? handler : request -> (earlier.test(request) ? before : handler).handle(request);
    }

    @Override
    public Future<?> start() {
        if (settings == null) {
            configure(VerticleConfig.of(config()));
        }
        ModClusterProxy made = new ModClusterProxy(vertx, settings, addresses);
        proxy = made;
        TrafficListeners opened = new TrafficListeners(vertx, settings, addresses);
        listeners = opened;
        return made.start()
                .compose(ready -> opened.listen(made, this::handlerInFrontOf))
                // Vert.x stops nothing that did not start, and what is shared, such as the access log, would never end
                .recover(failed -> Future.<Void>future(
                        given -> opened.shutdown(0).eventually(made::stop).onComplete(stopped -> given.fail(failed))))
                .onSuccess(done -> tellPorts());
    }

    private void tellPorts() {
        OpenPorts open = OpenPorts.of(vertx, addresses.prefix());
        open.opened("traffic", settings.traffic().getHost(), actualPort());
        open.opened("tls", settings.options().getTls().getHost(), tlsPort());
        open.opened("h2c", settings.traffic().getHost(), clearTextPort());
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

    private Handler<HttpServerRequest> handlerInFrontOf(Handler<HttpServerRequest> proxy) {
        Handler<HttpServerRequest> other = first;
        return other == null ? proxy : request -> (meantForFirst.test(request) ? other : proxy).handle(request);
    }

    /** The port it listens on without TLS; −1 before it does. */
    public int actualPort() {
        return listeners == null ? -1 : listeners.plainPort();
    }

    /** The port it listens on with TLS; −1 where it does not. */
    public int tlsPort() {
        return listeners == null ? -1 : listeners.tlsPort();
    }

    /** The port it listens on for HTTP/2 without TLS; −1 where it does not. */
    public int clearTextPort() {
        return listeners == null ? -1 : listeners.clearTextPort();
    }

    /** All of them that are open. */
    public Set<Integer> ports() {
        return new HashSet<>(List.of(actualPort(), tlsPort(), clearTextPort()));
    }

    /** Those beside the one without TLS, for the log: {@code " tls=…"}; empty where there is none. */
    public String furtherPorts() {
        String tls = tlsPort() < 0 ? "" : " tls=" + settings.options().getTls().getHost() + ":" + tlsPort();
        return clearTextPort() < 0 ? tls : tls + " h2c=" + settings.traffic().getHost() + ":" + clearTextPort();
    }

    /** Accepts nothing more, waits for the requests in flight as long as {@code drainTimeout} says, then cuts them. */
    @Override
    public Future<?> stop() {
        OpenPorts.of(vertx, addresses.prefix()).closed("traffic", "tls", "h2c");
        if (proxy != null) {
            proxy.closeTunnels();
        }
        long drain = settings.traffic().getDrainTimeout().toMillis();
        Future<Void> served = listeners == null ? Future.succeededFuture() : listeners.shutdown(drain);
        return served.eventually(() -> proxy == null ? Future.succeededFuture() : proxy.stop());
    }
}
