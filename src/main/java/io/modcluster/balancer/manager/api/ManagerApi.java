package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.Quoted;
import io.modcluster.balancer.manager.access.AccessHandler;
import io.modcluster.balancer.manager.access.Problem;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API {@code /api/v1} on a router, behind an {@link AccessHandler}: what {@code openapi.yaml} describes. */
public final class ManagerApi {
    private static final Logger LOG = LoggerFactory.getLogger(ManagerApi.class);
    private static final int MAX_BODY = 64 * 1024;
    private static final String OPENAPI = "api/openapi.yaml";

    private ManagerApi() {}

    /** Reads bodies of changes on this router, with a limit, and answers what goes wrong there with a {@link Problem}. */
    public static void prepare(Router router) {
        // for all methods: a route for POST alone would make every unknown path a wrong method
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.route().failureHandler(ManagerApi::fail);
        router.errorHandler(404, request -> new Problem(
                        404,
                        "Not found",
                        "path: " + Quoted.of(request.normalizedPath()) + " (expected: one of the API)")
                .send(request));
        router.errorHandler(405, request -> new Problem(
                        405,
                        "Wrong method",
                        "method: " + Quoted.of(request.request().method().name())
                                + " (expected: POST for changes, GET for what is looked at)")
                .send(request));
    }

    /** Puts all of the API on a router. */
    public static void mount(Router router, BalancerBus bus, BalancerOptions options, AccessHandler access) {
        new ReadResources(bus, options, access).mount(router);
        new OverviewResource(bus).mount(router);
        new BalancersResource(bus).mount(router);
        new NodesResource(bus, options).mount(router);
        new ContextsResource(bus).mount(router);
        new IntentsResource(bus).mount(router);
        new ActionsResource(bus).mount(router);
        new ExplainResource(bus).mount(router);
        new ExplainTokenResource(bus, options.getExplain()).mount(router);
        Buffer document = ShippedFile.read(OPENAPI);
        router.get("/api/v1/openapi.yaml").handler(request -> openapi(request, document));
    }

    private static void openapi(RoutingContext request, Buffer document) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .end(document.copy());
    }

    private static void fail(RoutingContext request) {
        Throwable cause = request.failure();
        if (cause instanceof Problem problem) {
            problem.send(request);
        } else if (cause instanceof IllegalArgumentException wrong) {
            Problem.wrongValue(String.valueOf(wrong.getMessage())).send(request);
        } else if (cause == null || request.statusCode() == 413 || request.statusCode() == 400) {
            status(request);
        } else {
            LOG.error("manager failed path={}", Quoted.of(request.normalizedPath()), cause);
            new Problem(500, "Failed", "the balancer has a bug (expected: none; its log has more)").send(request);
        }
    }

    private static void status(RoutingContext request) {
        switch (request.statusCode()) {
            case 413 -> new Problem(413, "Too long", "body (expected: " + MAX_BODY + " bytes at most)").send(request);
            case 404, 405 -> request.next();
            default -> new Problem(400, "Wrong request", "request (expected: one that can be read)").send(request);
        }
    }
}
