package io.modcluster.balancer.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application that has a registry of its own finds the counts of the balancer in it. */
final class MeterBindingTest {
    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void counts_are_in_the_registry_of_the_application() {
        RequestMetrics requests = BalancerMetrics.of(vertx, "test").requests();
        try (MeterBinding binding = new MeterBinding(vertx, "test", registry)) {
            for (int i = 0; i < 2; i++) {
                requests.began();
                requests.tried("shop", new JvmRoute("n1"), Affinity.HIT);
                requests.ended("shop", new JvmRoute("n1"), 200, null, TimeUnit.SECONDS.toNanos(2));
            }
            requests.began();
            binding.refresh();
        }

        assertThat(registry.get("modcluster.requests")
                        .tags("balancer", "shop", "node", "n1", "status", "2xx")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("modcluster.request.duration.seconds.sum")
                        .tag("balancer", "shop")
                        .functionCounter()
                        .count())
                .isEqualTo(4);
        assertThat(registry.get("modcluster.requests.in.flight").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void what_was_counted_of_a_node_goes_with_it() {
        RequestMetrics requests = BalancerMetrics.of(vertx, "test").requests();
        try (MeterBinding binding = new MeterBinding(vertx, "test", registry)) {
            requests.tried("shop", new JvmRoute("n1"), Affinity.HIT);
            binding.refresh();
            assertThat(registry.find("modcluster.tries").meters()).hasSize(1);
            int others = registry.getMeters().size();

            requests.forget(new JvmRoute("n1"));
            binding.refresh();
            assertThat(registry.find("modcluster.tries").meters()).isEmpty();
            assertThat(registry.getMeters()).hasSize(others - 2);
        }
    }
}
