package io.modcluster.balancer.examples;

// tag::catalogue[]
import io.modcluster.balancer.node.InFlight;
import io.modcluster.balancer.node.LoadMetric;
import io.modcluster.balancer.node.MeasuredLoad;
import io.modcluster.balancer.node.ModClusterNode;
import io.modcluster.balancer.options.NodeOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application that registers itself with balancers, and takes leave of them before it stops serving. */
public final class Catalogue extends VerticleBase {
    private final List<String> balancers;
    private final InFlight inFlight = new InFlight();
    private @Nullable HttpServer server;
    private @Nullable ModClusterNode node;

    /** {@code balancers} are the addresses of their MCMP ports, {@code host:port}. */
    public Catalogue(List<String> balancers) {
        this.balancers = balancers;
    }

    @Override
    public Future<?> start() {
        HttpServer listening = vertx.createHttpServer()
                .requestHandler(inFlight.counted(request -> request.response().end("a book")));
        server = listening;
        return listening.listen(0).compose(open -> register(open.actualPort()));
    }

    private Future<Void> register(int port) {
        NodeOptions options = new NodeOptions()
                .setJvmRoute("catalogue-" + port)
                .setPort(port) // host left out: where this machine reaches the balancer
                .setBalancers(balancers)
                .setContexts(List.of("/catalogue"))
                .setAliases(List.of("shop.example.com", "localhost"));
        ModClusterNode registering = ModClusterNode.create(vertx, options, inFlight)
                .load(new MeasuredLoad().with(LoadMetric.cpu(), 2).with(LoadMetric.inFlight(inFlight, 200), 1));
        node = registering;
        return registering.start();
    }

    /** First no more requests from balancers, then no more from anybody. */
    @Override
    public Future<?> stop() {
        HttpServer listening = server;
        ModClusterNode registered = node;
        return (registered == null ? Future.<Void>succeededFuture() : registered.stop())
                .compose(left -> listening == null ? Future.succeededFuture() : listening.shutdown());
    }
}
// end::catalogue[]
