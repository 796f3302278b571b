package io.modcluster.balancer.mcmp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.Stamp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ListedTablesTest {
    private static final Node NODE = Node.registered(
            new JvmRoute("n1"),
            new NodeConfig(
                    new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081),
                    false,
                    "",
                    BalancerConfig.named("mycluster"),
                    ConnectionConfig.DEFAULT),
            new Stamp(1, "a"));

    @Test
    void a_node_that_is_gone_has_no_contexts_even_if_another_member_heard_of_one_later() {
        Stamp later = new Stamp(3, "b");
        Map<ContextKey, ContextState> told = Map.of(
                new ContextKey(new Alias("localhost"), new ContextPath("/app")),
                new ContextState(ContextStatus.DISABLED, 1, later, 0));
        Node gone = NODE.removedAt(new Stamp(2, "a"), "by itself").withRows(told, later);
        assertThat(gone.rows()).hasSize(1);

        ListedTables listed = ListedTables.of(List.of(gone), 4);

        assertThat(listed.nodes()).hasSize(1);
        assertThat(listed.contexts()).isEmpty();
        assertThat(listed.hosts()).isEmpty();
    }
}
