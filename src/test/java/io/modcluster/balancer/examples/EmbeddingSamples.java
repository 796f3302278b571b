package io.modcluster.balancer.examples;

import io.modcluster.balancer.ModClusterBalancer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;

/** What the manual shows beside {@link Shop}. */
final class EmbeddingSamples {
    private EmbeddingSamples() {}

    // tag::start[]
    /** The balancer first: its table is filled before a request comes. In a clustered Vert.x it shares that of the others. */
    static Future<String> start(Vertx vertx, ModClusterBalancer balancer) {
        return balancer.start()
                .compose(started ->
                        vertx.deployVerticle(() -> new Shop(balancer), new DeploymentOptions().setInstances(2)));
    }

    /** The servers first; the balancer when nothing comes in any more. */
    static Future<Void> stop(Vertx vertx, ModClusterBalancer balancer, String deployment) {
        return vertx.undeploy(deployment).compose(closed -> balancer.stop());
    }
    // end::start[]

    // tag::handler[]
    static Future<HttpServer> withoutRouter(Vertx vertx, ModClusterBalancer balancer) {
        return vertx.createHttpServer()
                .requestHandler(balancer.requestHandler())
                .listen(0, "127.0.0.1");
    }
    // end::handler[]

    // tag::names[]
    /** The registry first, then health; the other three in any order, and only those that are wanted. */
    static Future<String> byClassName(Vertx vertx, JsonObject config) {
        DeploymentOptions one = new DeploymentOptions().setConfig(config);
        DeploymentOptions two = new DeploymentOptions().setConfig(config).setInstances(2);
        return vertx.deployVerticle("io.modcluster.balancer.cluster.RegistryVerticle", one)
                .compose(id -> vertx.deployVerticle("io.modcluster.balancer.health.HealthVerticle", one))
                .compose(id -> vertx.deployVerticle("io.modcluster.balancer.manager.ManagerVerticle", one))
                .compose(id -> vertx.deployVerticle("io.modcluster.balancer.mcmp.McmpVerticle", one))
                .compose(id -> vertx.deployVerticle("io.modcluster.balancer.proxy.ProxyVerticle", two));
    }

    /** The options under the names of the configuration file; {@code prefix} if there is another balancer in this Vert.x. */
    static JsonObject config(int traffic, int mcmp, int manager) {
        return new JsonObject()
                .put("prefix", "shop")
                .put("traffic", new JsonObject().put("host", "127.0.0.1").put("port", traffic))
                .put("mcmp", new JsonObject().put("port", mcmp))
                .put("manager", new JsonObject().put("port", manager));
    }
    // end::names[]
}
