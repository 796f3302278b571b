package io.modcluster.balancer.launcher;

import io.modcluster.balancer.node.BalancerState;
import io.modcluster.balancer.node.InFlight;
import io.modcluster.balancer.node.LoadProvider;
import io.modcluster.balancer.node.ModClusterNode;
import io.modcluster.balancer.options.NodeOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A small node: serves pages with a session, and registers with a balancer over MCMP on the wire. */
final class DemoNode {
    /** Names the node that answered. */
    static final String NODE_HEADER = "Demo-Node";

    private static final String HOST = "127.0.0.1";
    private static final List<String> CONTEXTS = List.of("/", "/shop");

    /** Real nodes report every 10 s; a demo should show changes sooner. */
    private static final Duration STATUS_PERIOD = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final String jvmRoute;
    private final int load;
    private final int mcmpPort;
    private final InFlight inFlight = new InFlight();
    private final HttpServer server;
    private @Nullable ModClusterNode registered;

    /** Not started yet. {@code load} is the capacity: 1..100, more gets more requests. */
    DemoNode(Vertx vertx, String jvmRoute, int load, int mcmpPort) {
        this.vertx = vertx;
        this.jvmRoute = jvmRoute;
        this.load = load;
        this.mcmpPort = mcmpPort;
        this.server = vertx.createHttpServer().requestHandler(inFlight.counted(this::serve));
    }

    String jvmRoute() {
        return jvmRoute;
    }

    int load() {
        return load;
    }

    /** Opens a free port and registers; completes when the balancer has accepted node and contexts. */
    Future<Void> start() {
        return server.listen(0, HOST).compose(open -> {
            ModClusterNode node =
                    ModClusterNode.create(vertx, options(), inFlight).load(LoadProvider.fixed(load));
            registered = node;
            return node.start().compose(tried -> judge(node.state().get(0)));
        });
    }

    private NodeOptions options() {
        return new NodeOptions()
                .setJvmRoute(jvmRoute)
                .setHost(HOST)
                .setPort(server.actualPort())
                .setContexts(CONTEXTS)
                .setBalancers(List.of(HOST + ":" + mcmpPort))
                .setPeriod(STATUS_PERIOD);
    }

    private static Future<Void> judge(BalancerState state) {
        return state.standing() == BalancerState.Standing.OK
                ? Future.succeededFuture()
                : Future.failedFuture(state.problem());
    }

    /** Takes leave of the balancer, then closes the port; the port closes too when the balancer does not answer. */
    Future<Void> stop() {
        ModClusterNode node = registered;
        Future<Void> left = node == null ? Future.succeededFuture() : node.stop();
        return left.compose(gone -> server.close());
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
