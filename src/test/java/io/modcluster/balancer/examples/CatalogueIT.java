package io.modcluster.balancer.examples;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sample of a node in the manual does what it says. */
class CatalogueIT {
    @Test
    void the_sample_is_served_through_the_balancer_until_it_is_undeployed() {
        Vertx vertx = Vertx.vertx();
        try (RunningBalancer balancer = RunningBalancer.start()) {
            String deployment = await(vertx.deployVerticle(
                    new Catalogue(List.of("127.0.0.1:" + balancer.mcmp().getPort()))));
            assertThat(balancer.get("/catalogue/1").body()).isEqualTo("a book");
            assertThat(balancer.info()).contains("Host: 127.0.0.1,", "Alias: shop.example.com");
            await(vertx.undeploy(deployment));
            assertThat(balancer.get("/catalogue/1").statusCode()).isEqualTo(404);
        } finally {
            await(vertx.close());
        }
    }
}
