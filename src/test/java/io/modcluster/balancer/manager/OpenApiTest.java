package io.modcluster.balancer.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.manager.access.AccessHandler;
import io.modcluster.balancer.manager.api.BalancerBus;
import io.modcluster.balancer.manager.api.ManagerApi;
import io.modcluster.balancer.manager.observe.ObserveRoutes;
import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document that is served says what the routes are. */
class OpenApiTest {
    private static OpenApi document() throws Exception {
        return new OpenApi(Files.readString(Path.of("src/main/resources/api/openapi.yaml")));
    }

    @Test
    void every_route_is_documented_and_every_operation_is_a_route() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            BalancerOptions options = new BalancerOptions();
            AccessHandler access = AccessHandler.of(vertx, options.getManager())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            BalancerBus bus = new BalancerBus(vertx, new EventBusAddresses("test"));
            ManagerApi.mount(router, bus, options, access);
            new ObserveRoutes(vertx, options, new EventBusAddresses("test")).mountApi(router);
            Set<String> routes = new TreeSet<>();
            for (Route route : router.getRoutes()) {
                route.methods()
                        .forEach(method -> routes.add(method.name() + " "
                                + String.valueOf(route.getName()).replaceAll(":(\\w+)", "{$1}")));
            }
            assertThat(document().operations()).isEqualTo(routes);
        } finally {
            vertx.close();
        }
    }

    @Test
    void an_answer_that_is_not_as_documented_is_found_out() throws Exception {
        JsonObject good =
                new JsonObject().put("name", "eve").put("role", "viewer").put("authentication", "basic");
        assertThat(document().problems("Session", good)).isEmpty();
        assertThat(document().problems("Session", good.copy().put("role", "root")))
                .isEqualTo(List.of(".role is root"));
        assertThat(document().problems("Session", good.copy().put("more", 1)))
                .isEqualTo(List.of(".more is not documented"));
        good.remove("name");
        assertThat(document().problems("Session", good)).isEqualTo(List.of(".name is missing"));
    }
}
