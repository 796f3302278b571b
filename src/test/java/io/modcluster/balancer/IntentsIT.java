package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.McmpClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Intents as whoever embeds the balancer sets them, and as nodes see them. */
class IntentsIT {
    private static final Intent DRAIN =
            new Intent(new IntentTarget.OfNode(new JvmRoute("n1")), Wish.DRAIN, "eve: kernel update");

    private final Vertx vertx = Vertx.vertx();
    private ModClusterBalancer balancer;

    @BeforeEach
    void create() {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setHost("127.0.0.1").setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        balancer = ModClusterBalancer.create(vertx, options);
    }

    @AfterEach
    void stop() throws Exception {
        await(balancer.stop());
        await(vertx.close());
    }

    @Test
    void a_node_that_says_enable_again_stays_drained() throws Exception {
        await(balancer.start());
        McmpClient node = new McmpClient(balancer.mcmpPort());
        String app = "JVMRoute=n1&Alias=localhost&Context=/app";
        assertThat(node.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Port=8080&Type=http"))
                .startsWith("200");
        assertThat(node.send("ENABLE-APP", app)).startsWith("200");
        assertThat(node.info()).contains("Status: ENABLED");

        await(balancer.intend(DRAIN));
        assertThat(node.send("ENABLE-APP", app)).startsWith("200");
        assertThat(node.info()).contains("Status: DISABLED");
        assertThat(node.dump()).contains("status: 2");
        assertThat(await(balancer.intents())).containsExactly(DRAIN);

        await(balancer.intend(new Intent(DRAIN.target(), Wish.NONE, "eve: done")));
        assertThat(node.info()).contains("Status: ENABLED");
        assertThat(await(balancer.intents())).isEmpty();
    }

    @Test
    void a_balancer_that_is_not_started_refuses_them() {
        assertThat(balancer.intend(DRAIN).toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(5));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
}
