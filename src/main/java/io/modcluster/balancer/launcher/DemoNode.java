package io.modcluster.balancer.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small node: serves pages with a session, and tells a balancer about itself over MCMP on the wire, in the order in
 * which mod_cluster's own node does (CONFIG, ENABLE-APP, STATUS; at the end DISABLE-APP, STOP-APP, REMOVE-APP).
 */
final class DemoNode {
    /** Names the node that answered. */
    static final String NODE_HEADER = "Demo-Node";

    private static final String HOST = "127.0.0.1";
    private static final List<String> CONTEXTS = List.of("/", "/shop");

    /** Real nodes report every 10 s; a demo should show changes sooner. */
    private static final long STATUS_PERIOD_MILLIS = 2_000;

    private static final Logger log = LoggerFactory.getLogger(DemoNode.class);

    private final Vertx vertx;
    private final String jvmRoute;
    private final int load;
    private final McmpSender balancer;
    private final HttpServer server;
    private long statusTimer = -1;

    /** Not started yet. {@code load} is the capacity: 1..100, more gets more requests. */
    DemoNode(Vertx vertx, String jvmRoute, int load, McmpSender balancer) {
        this.vertx = vertx;
        this.jvmRoute = jvmRoute;
        this.load = load;
        this.balancer = balancer;
        this.server = vertx.createHttpServer().requestHandler(this::serve);
    }

    String jvmRoute() {
        return jvmRoute;
    }

    int load() {
        return load;
    }

    /** Opens a free port and registers; completes when the balancer has accepted node and contexts. */
    Future<Void> start() {
        return server.listen(0, HOST)
                .compose(open -> register())
                .onSuccess(registered -> statusTimer = vertx.setPeriodic(STATUS_PERIOD_MILLIS, id -> report()));
    }

    /** Takes leave of the balancer, then closes the port; the port closes too when the balancer does not answer. */
    Future<Void> stop() {
        vertx.cancelTimer(statusTimer);
        return unregister()
                .recover(failure -> {
                    log.warn("no leave taken: node={} {}", jvmRoute, failure.getMessage());
                    return Future.succeededFuture();
                })
                .compose(left -> server.close());
    }

    private Future<Void> register() {
        Map<String, String> self = Map.of(
                "Host",
                HOST,
                "Port",
                Integer.toString(server.actualPort()),
                "Type",
                "http",
                "StickySessionForce",
                "No");
        return balancer.send("CONFIG", "/", jvmRoute, self)
                .compose(configured -> forEachContext("ENABLE-APP"))
                .compose(enabled -> balancer.send("STATUS", "/", jvmRoute, Map.of("Load", Integer.toString(load))));
    }

    private Future<Void> unregister() {
        return forEachContext("DISABLE-APP")
                .compose(disabled -> forEachContext("STOP-APP"))
                .compose(stopped -> forEachContext("REMOVE-APP"))
                .compose(removed -> balancer.send("REMOVE-APP", "/*", jvmRoute, Map.of()));
    }

    /** A balancer that has forgotten us answers STATUS with an error; registering again is the cure. */
    private void report() {
        balancer.send("STATUS", "/", jvmRoute, Map.of("Load", Integer.toString(load)))
                .recover(failure -> register())
                .onFailure(failure -> log.warn("balancer does not answer: node={} {}", jvmRoute, failure.getMessage()));
    }

    private Future<Void> forEachContext(String command) {
        Future<Void> sent = Future.succeededFuture();
        for (String context : CONTEXTS) {
            sent = sent.compose(
                    before -> balancer.send(command, "/", jvmRoute, Map.of("Alias", "localhost", "Context", context)));
        }
        return sent;
    }

    private void serve(HttpServerRequest request) {
        Cookie session = request.getCookie("JSESSIONID");
        boolean ours = session != null && session.getValue().endsWith("." + jvmRoute);
        if (!ours) {
            String id = UUID.randomUUID().toString().replace("-", "") + "." + jvmRoute;
            request.response()
                    .addCookie(Cookie.cookie("JSESSIONID", id).setPath("/").setHttpOnly(true));
        }
        request.response()
                .putHeader(NODE_HEADER, jvmRoute)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .end("Hello from " + jvmRoute + (ours ? ", welcome back.\n" : ", here is a session for you.\n"));
    }
}
