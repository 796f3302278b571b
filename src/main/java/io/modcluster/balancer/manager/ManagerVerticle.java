package io.modcluster.balancer.manager;

import io.modcluster.balancer.options.ManagerOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
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

    private final ManagerOptions options;
    private final BooleanSupplier ready;
    private HttpServer server;

    /**
     * A manager.
     *
     * @param ready whether the balancer takes traffic; asked on the event loop, must not block
     */
    @SuppressWarnings("NullAway.Init") // Vert.x calls start before anything else
    public ManagerVerticle(ManagerOptions options, BooleanSupplier ready) {
        this.options = options;
        this.ready = ready;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health/live")
                .handler(
                        HealthCheckHandler.create(vertx).register("process", promise -> promise.complete(Status.OK())));
        router.get("/health/ready")
                .handler(HealthCheckHandler.create(vertx)
                        .register(
                                "traffic",
                                promise -> promise.complete(ready.getAsBoolean() ? Status.OK() : Status.KO())));
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
        return server.requestHandler(router).listen(options.getPort(), options.getHost());
    }

    @Override
    public Future<?> stop() {
        return server.close();
    }

    /** The port it listens on; the one that the system chose if 0 was asked for. Only after start. */
    public int actualPort() {
        return server.actualPort();
    }
}
