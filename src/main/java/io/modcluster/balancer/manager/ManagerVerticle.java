package io.modcluster.balancer.manager;

import io.modcluster.balancer.audit.AuditLog;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.OpenPorts;
import io.modcluster.balancer.manager.access.AccessHandler;
import io.modcluster.balancer.manager.access.RefusalAudit;
import io.modcluster.balancer.manager.access.SecurityHeaders;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.modcluster.balancer.manager.api.ManagerApi;
import io.modcluster.balancer.manager.classic.ClassicRoutes;
import io.modcluster.balancer.manager.observe.ObserveRoutes;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ManagerOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The listener for people, scripts and probes: headers, health, and behind {@link AccessHandler} the API. What is mounted
 * behind it is for who may; what is mounted before it is for everybody.
 */
public final class ManagerVerticle extends VerticleBase {
    private BalancerOptions options;
    private EventBusAddresses addresses;
    private final BooleanSupplier ready;
    private @Nullable ObserveRoutes observe;
    private @Nullable ManagerDoor door;
    private @Nullable HttpServer server;

    /**
     * A manager that takes what it needs from {@code config()}: see {@link VerticleConfig}. For deployment by class name.
     * Ready is then what the registry says.
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public ManagerVerticle() {
        this.ready = () -> true;
    }

    /**
     * A manager.
     *
     * @param addresses where the registry answers
     * @param ready whether the balancer takes traffic; asked on the event loop, must not block
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public ManagerVerticle(BalancerOptions options, EventBusAddresses addresses, BooleanSupplier ready) {
        this.options = options;
        this.addresses = addresses;
        this.ready = ready;
    }

    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            options = config.options();
            addresses = config.addresses();
        }
        ManagerOptions manager = options.getManager();
        ManagerDoor opened = new ManagerDoor(vertx, manager);
        door = opened;
        return AccessHandler.of(vertx, manager)
                .compose(access -> opened.serverOf(serverOptions(manager), router(access, opened))
                        .listen(manager.getPort(), manager.getHost()))
                .onSuccess(listening -> {
                    server = listening;
                    OpenPorts.of(vertx, addresses.prefix())
                            .opened("manager", manager.getHost(), listening.actualPort());
                });
    }

    private Router router(AccessHandler access, ManagerDoor opened) {
        Router router = Router.router(vertx);
        BalancerBus bus = new BalancerBus(vertx, addresses);
        opened.watch(router);
        router.route().handler(new SecurityHeaders());
        HealthRoutes.mount(vertx, router, bus, ready);
        router.route().handler(new RefusalAudit(AuditLog.of(vertx, addresses.prefix())));
        router.route().handler(access);
        router.get("/health").handler(new HealthDetails(vertx, bus, options, addresses.prefix(), ready)::handle);
        ManagerApi.prepare(router);
        ManagerApi.mount(router, bus, options, access);
        WebPage.mount(router);
        ClassicRoutes.mount(vertx, router, addresses, access);
        ObserveRoutes routes = new ObserveRoutes(vertx, options, addresses);
        observe = routes;
        routes.mount(router);
        return router;
    }

    private static HttpServerOptions serverOptions(ManagerOptions manager) {
        HttpServerOptions server = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        if (!manager.getTlsCertificate().isEmpty()) {
            server.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(manager.getTlsCertificate())
                            .setKeyPath(manager.getTlsKey()));
        }
        if (!manager.getTlsClientCa().isEmpty()) {
            server.setClientAuth(ClientAuth.REQUIRED)
                    .setTrustOptions(new PemTrustOptions().addCertPath(manager.getTlsClientCa()));
        }
        return server;
    }

    @Override
    public Future<?> stop() {
        if (observe != null) {
            observe.close();
        }
        if (door != null) {
            door.close();
        }
        HttpServer listening = server;
        return listening == null ? Future.succeededFuture() : listening.close();
    }

    /** The port it listens on; the one that the system chose if 0 was asked for. Only after start. */
    public int actualPort() {
        HttpServer listening = server;
        return listening == null ? 0 : listening.actualPort();
    }
}
