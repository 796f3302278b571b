package io.modcluster.balancer.manager;

import io.modcluster.balancer.event.ClusterView;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.event.LocalBus;
import io.modcluster.balancer.event.RegistryRead;
import io.modcluster.balancer.manager.observe.ObserveRoutes;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.ManagerOptions;
import io.modcluster.balancer.options.VerticleConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.healthchecks.HealthCheckHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The listener for people and probes. For now it answers two questions: {@code GET /health/live}, whether the process
 * works, and {@code GET /health/ready}, whether it should get traffic: 200 and {@code UP}, or 503 and {@code DOWN}.
 */
public final class ManagerVerticle extends VerticleBase {
    private static final int IDLE_SECONDS = 30;

    /** The registry answers from memory. */
    private static final long CLUSTER_MILLIS = 1_000;

    private ManagerOptions options;
    private EventBusAddresses addresses;
    private final BooleanSupplier ready;
    private BalancerOptions balancer;
    private ObserveRoutes observe;
    private HttpServer server;

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
        this.balancer = options;
        this.options = options.getManager();
        this.addresses = addresses;
        this.ready = ready;
    }

    @Override
    public Future<?> start() {
        if (options == null) {
            VerticleConfig config = VerticleConfig.of(config());
            balancer = config.options();
            options = balancer.getManager();
            addresses = config.addresses();
        }
        Router router = Router.router(vertx);
        router.get("/health/live")
                .handler(
                        HealthCheckHandler.create(vertx).register("process", promise -> promise.complete(Status.OK())));
        router.get("/health/ready")
                .handler(HealthCheckHandler.create(vertx)
                        .register(
                                "traffic",
                                promise -> promise.complete(ready.getAsBoolean() ? Status.OK() : Status.KO()))
                        .register("cluster", this::cluster));
        observe = new ObserveRoutes(vertx, balancer, addresses);
        observe.mount(router);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        return server.requestHandler(router).listen(options.getPort(), options.getHost());
    }

    /** A member that is alone is ready: it serves what it knows. One that may know too little is not. */
    private void cluster(Promise<Status> status) {
        new LocalBus(vertx, CLUSTER_MILLIS)
                .<ClusterView>request(addresses.clusterRead(), RegistryRead.ALL)
                .map(ManagerVerticle::status)
                .otherwise(cause -> Status.KO())
                .onComplete(status);
    }

    private static Status status(ClusterView view) {
        JsonObject seen = new JsonObject().put("clustered", view.clustered());
        if (view.clustered()) {
            seen.put("member", view.member())
                    .put("alone", view.present().isEmpty())
                    .put("others", new JsonArray(view.present()))
                    .put("missing", new JsonArray(view.missing()));
        }
        return (view.upToDate() ? Status.OK() : Status.KO()).setData(seen);
    }

    @Override
    public Future<?> stop() {
        observe.close();
        return server.close();
    }

    /** The port it listens on; the one that the system chose if 0 was asked for. Only after start. */
    public int actualPort() {
        return server.actualPort();
    }
}
