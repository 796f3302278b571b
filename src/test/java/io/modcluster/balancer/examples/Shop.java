package io.modcluster.balancer.examples;

// tag::shop[]
import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.proxy.handler.ProxyHandler;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application with routes of its own; what it does not serve itself goes to the nodes. */
public final class Shop extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(Shop.class);

    private final ModClusterBalancer balancer;
    private @Nullable HttpServer server;
    private int port;

    /** One balancer serves any number of instances of this verticle. */
    public Shop(ModClusterBalancer balancer) {
        this.balancer = balancer;
    }

    /** The balancer of the shop: it opens no port but that for nodes. Whoever makes it starts it first and stops it last. */
    public static BalancerOptions balancerOptions() {
        BalancerOptions options = new BalancerOptions().setName("shop");
        options.getTraffic().setEnabled(false); // requests come in by the server below
        options.getManager().setEnabled(false); // the application answers probes by itself
        options.getMcmp().setPort(0); // any free one; leave this out for 8090
        return options;
    }

    @Override
    public Future<?> start() {
        balancer.onNodeEvent(event -> LOG.info("{} {}", event.getString("type"), event.getString("jvmRoute")));
        Router router = Router.router(vertx);
        router.get("/hello").handler(context -> context.end("hello"));
        router.get("/nodes").handler(context -> balancer.nodes()
                .map(nodes -> nodes.stream().map(Node::toString).collect(Collectors.joining("\n")))
                .onSuccess(context::end)
                .onFailure(context::fail));
        // below all others; nothing in front may read the body
        router.route("/*").handler(ProxyHandler.create(balancer.httpProxy()));
        HttpServer listening = vertx.createHttpServer().requestHandler(router);
        server = listening;
        return listening.listen(0, "127.0.0.1").onSuccess(open -> port = open.actualPort());
    }

    /** Lets requests in flight end. */
    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown();
    }

    /** Where it listens. */
    public int port() {
        return port;
    }
}
// end::shop[]
