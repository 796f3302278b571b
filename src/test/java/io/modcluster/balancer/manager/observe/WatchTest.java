package io.modcluster.balancer.manager.observe;

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
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which contexts are there, for counters of those that are not. */
class WatchTest {
    @Test
    void contexts_are_there_by_balancer_unless_they_were_removed() {
        assertThat(Watch.contextsOf(List.of(
                        node("n1", "shop", Map.of("/a", ContextStatus.ENABLED, "/gone", ContextStatus.REMOVED)),
                        node("n2", "shop", Map.of("/b", ContextStatus.STOPPED)),
                        node("n3", "bank", Map.of("/a", ContextStatus.DISABLED)))))
                .isEqualTo(Map.of("shop", Set.of("/a", "/b"), "bank", Set.of("/a")));
    }

    private static Node node(String name, String balancer, Map<String, ContextStatus> contexts) {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", 8080),
                false,
                "",
                BalancerConfig.named(balancer),
                ConnectionConfig.DEFAULT);
        Map<ContextKey, ContextState> rows = new java.util.HashMap<>();
        contexts.forEach((path, status) -> rows.put(
                new ContextKey(new Alias("localhost"), new ContextPath(path)),
                new ContextState(status, 1, Stamp.NEVER, 1)));
        return Node.registered(new JvmRoute(name), config, new Stamp(1, "t")).withRows(rows, new Stamp(2, "t"));
    }
}
