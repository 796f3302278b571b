package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** A node that was taken out is listed with its load for a while, and keeps it if it is soon back (MCMP §3.3). */
class RemovedLoadTest {
    private static final Node NODE = Node.registered(
                    new JvmRoute("n1"),
                    new NodeConfig(
                            new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081),
                            false,
                            "",
                            BalancerConfig.named("mycluster"),
                            ConnectionConfig.DEFAULT),
                    new Stamp(1, "a"))
            .withLoad(new LoadFactor(70), new Stamp(2, "a"));

    @Test
    void a_removal_that_another_member_tells_leaves_the_load_as_it_is_known_here() {
        Node removed = NODE.removedAt(new Stamp(3, "a"), "by itself");

        Node heard = NODE.merge(NodeJson.read(new JsonObject(NodeJson.write(removed))));

        assertThat(heard).isEqualTo(removed);
        assertThat(heard.load().value()).isEqualTo(new LoadFactor(70));
    }

    @Test
    void a_node_that_was_away_is_hot_standby_until_it_tells_a_load() {
        Node back = NODE.removedAt(new Stamp(3, "a"), "by itself")
                .with(new Register<>(NODE.config().value(), new Stamp(4, "a")));

        Node heard = NODE.merge(NodeJson.read(new JsonObject(NodeJson.write(back))));

        assertThat(heard).isEqualTo(back);
        assertThat(heard.load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
    }
}
