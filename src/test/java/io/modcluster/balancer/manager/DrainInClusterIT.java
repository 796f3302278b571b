package io.modcluster.balancer.manager;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.ModClusterBalancer;
import io.modcluster.balancer.domain.DrainOrder;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.event.EventBusAddresses;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A drain is an order to the cluster, not to the member that took it. */
class DrainInClusterIT {
    private static final IntentTarget N1 = new IntentTarget.OfNode(new JvmRoute("n1"));
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<ModClusterBalancer> balancers = new ArrayList<>();
    private final List<JsonObject> events = new CopyOnWriteArrayList<>();
    private ClusteredVertx cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new ClusteredVertx(2);
        for (int i = 0; i < 2; i++) {
            BalancerOptions options = new BalancerOptions().setName("b" + i);
            options.getTraffic().setEnabled(false).setStopDelay(Duration.ZERO);
            options.getMcmp().setPort(0);
            options.getManager().setPort(0);
            balancers.add(ModClusterBalancer.create(cluster.get(i), options));
            await(balancers.get(i).start());
        }
        String address = new EventBusAddresses(EventBusAddresses.DEFAULT_PREFIX).intentEvents();
        var consumer = cluster.get(1).eventBus().<JsonObject>consumer(address, event -> {
            if (event.body().getString("type").equals("drain_completed")) {
                events.add(event.body());
            }
        });
        await(consumer.completion());
    }

    @AfterEach
    void stop() {
        await(balancers.get(1).stop());
        cluster.close();
    }

    private List<Wish> wishesAt(int member) {
        return await(balancers.get(member).intents()).stream().map(Intent::wish).toList();
    }

    @Test
    @Tag("long")
    void it_ends_though_the_member_that_took_it_is_gone() {
        McmpClient node = new McmpClient(balancers.get(0).mcmpPort());
        assertThat(node.send("CONFIG", "JVMRoute=n1&Host=127.0.0.1&Port=18301&Type=http"))
                .startsWith("200");
        DrainOrder order = new DrainOrder(Duration.ofMinutes(1), Duration.ofSeconds(3), "eve");
        await(balancers.get(0).intend(order.about(N1)));
        Awaitility.await().atMost(SOON).until(() -> wishesAt(1).equals(List.of(Wish.DRAIN)));
        // b0 is the first by name: it would have ended it
        await(cluster.get(0).close());

        Awaitility.await().atMost(SOON).until(() -> wishesAt(1).equals(List.of(Wish.STOP)));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).getString("balancer")).isEqualTo("b1");
        assertThat(events.get(0).getString("outcome")).isEqualTo("drained");
    }
}
