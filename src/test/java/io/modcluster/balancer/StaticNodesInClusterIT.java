package io.modcluster.balancer;

import static io.modcluster.balancer.testkit.ClusteredVertx.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.StaticNodeOptions;
import io.modcluster.balancer.testkit.ClusteredVertx;
import io.modcluster.balancer.testkit.McmpClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A static node of one of two balancers: that one's own. */
@Timeout(90)
class StaticNodesInClusterIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    private ClusteredVertx cluster;
    private ModClusterBalancer owner;
    private ModClusterBalancer other;

    private static ModClusterBalancer balancer(Vertx vertx, String name, StaticNodeOptions... nodes) {
        BalancerOptions options = new BalancerOptions().setName(name).setNodes(List.of(nodes));
        options.getTraffic().setEnabled(false).setStopDelay(Duration.ZERO);
        options.getManager().setEnabled(false);
        options.getMcmp().setPort(0);
        ModClusterBalancer balancer = ModClusterBalancer.create(vertx, options);
        await(balancer.start());
        return balancer;
    }

    @BeforeEach
    void start() throws Exception {
        cluster = new ClusteredVertx(2);
        owner = balancer(
                cluster.get(0),
                "owner",
                new StaticNodeOptions().setAddress("127.0.0.1:1").setRoute("s1"));
        other = balancer(cluster.get(1), "other");
    }

    @AfterEach
    void stop() {
        await(owner.stop());
        await(other.stop());
        cluster.close();
    }

    private static List<String> addresses(ModClusterBalancer balancer) {
        return await(balancer.nodes()).stream()
                .map(Node::address)
                .map(Object::toString)
                .toList();
    }

    private static void config(ModClusterBalancer balancer, String route, int port) throws Exception {
        assertThat(new McmpClient(balancer.mcmpPort())
                        .send("CONFIG", "JVMRoute=" + route + "&Host=127.0.0.1&Type=http&Port=" + port))
                .startsWith("200");
    }

    @Test
    void the_other_does_not_have_it_and_may_have_another_one_of_its_name() throws Exception {
        assertThat(addresses(owner)).containsExactly("http://127.0.0.1:1");
        assertThat(await(owner.staticNodes())).containsExactly(new JvmRoute("s1"));
        config(owner, "n1", 2);
        Awaitility.await().atMost(SOON).until(() -> addresses(other).equals(List.of("http://127.0.0.1:2")));
        assertThat(await(other.staticNodes())).isEmpty();

        config(other, "s1", 3);
        config(other, "n2", 4);
        Awaitility.await().atMost(SOON).until(() -> addresses(owner).contains("http://127.0.0.1:4"));
        assertThat(addresses(owner)).containsExactly("http://127.0.0.1:2", "http://127.0.0.1:4", "http://127.0.0.1:1");
        assertThat(addresses(other)).containsExactly("http://127.0.0.1:2", "http://127.0.0.1:4", "http://127.0.0.1:3");
    }
}
