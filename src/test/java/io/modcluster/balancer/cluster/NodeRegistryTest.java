package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeRegistryTest {
    private final AtomicLong micros = new AtomicLong(1_000_000);

    private NodeRegistry registry(TableLimits limits) {
        return new NodeRegistry(
                new HybridClock("b"),
                limits,
                VirtualHostMode.PREFER,
                micros::incrementAndGet,
                new StaticNodes(List.of()));
    }

    private static RegisterNode node(String route, int aliases, int contexts) {
        return aNode(route)
                .registration(
                        IntStream.range(0, aliases)
                                .mapToObj(i -> new Alias("a" + i))
                                .toList(),
                        IntStream.range(0, contexts)
                                .mapToObj(i -> new ContextPath("/c" + i))
                                .toList());
    }

    @Test
    void many_aliases_of_many_contexts_do_not_outgrow_the_table() {
        NodeRegistry registry = registry(new TableLimits(10, 10, 20));
        assertThat(registry.apply(node("n1", 10, 20))).isInstanceOf(Transition.Changed.class);
        assertThat(registry.apply(node("n2", 10, 20))).isInstanceOf(Transition.Changed.class);
        assertThat(registry.apply(node("n3", 1, 1))).isEqualTo(new Transition.Refused(Refusal.CONTEXT_TABLE_FULL));
        assertThat(registry.view().nodes()).hasSize(2);
    }

    @Test
    void what_a_removed_node_had_makes_room() {
        NodeRegistry registry = registry(new TableLimits(10, 10, 20));
        registry.apply(node("n1", 10, 20));
        registry.apply(node("n2", 10, 20));
        registry.apply(new RemoveNode(new JvmRoute("n1"), "test"));
        assertThat(registry.apply(node("n3", 10, 20))).isInstanceOf(Transition.Changed.class);
    }

    @Test
    void a_node_that_deploys_and_undeploys_for_ever_does_not_fill_the_table() {
        NodeRegistry registry = registry(new TableLimits(10, 10, 20));
        registry.apply(node("n1", 1, 1));
        for (int i = 0; i < 1_000; i++) {
            assertThat(change(registry, "/app" + i, ContextStatus.ENABLED)).isInstanceOf(Transition.Changed.class);
            assertThat(change(registry, "/app" + i, ContextStatus.REMOVED)).isInstanceOf(Transition.Changed.class);
        }
        assertThat(rowsOfN1(registry)).hasSizeLessThanOrEqualTo(400);
    }

    private static Map<ContextKey, ?> rowsOfN1(NodeRegistry registry) {
        return Objects.requireNonNull(registry.view().nodes().get(new JvmRoute("n1")))
                .contexts();
    }

    private static Transition change(NodeRegistry registry, String path, ContextStatus status) {
        return registry.apply(new ChangeContexts(
                new JvmRoute("n1"), status, false, List.of(new Alias("a0")), List.of(new ContextPath(path))));
    }

    @Test
    void removals_are_forgotten_after_an_hour() {
        NodeRegistry registry = registry(TableLimits.DEFAULT);
        registry.apply(node("n1", 1, 1));
        change(registry, "/c0", ContextStatus.REMOVED);
        for (int minute = 0; minute < 60; minute++) {
            registry.purge();
            assertThat(rowsOfN1(registry)).hasSize(1);
            micros.addAndGet(60_000_000);
        }
        registry.purge();
        registry.purge();
        assertThat(rowsOfN1(registry)).isEmpty();
    }

    @Test
    void a_clock_that_jumps_forward_makes_nothing_be_forgotten() {
        NodeRegistry registry = registry(TableLimits.DEFAULT);
        registry.apply(node("n1", 1, 1));
        registry.apply(new RemoveNode(new JvmRoute("n1"), "test"));
        registry.purge();
        for (int i = 0; i < 5; i++) {
            micros.addAndGet(NodeRegistry.TOMBSTONES_FOR.toNanos() / 1000 + 1);
            assertThat(registry.purge()).isEmpty();
        }
        assertThat(registry.node(new JvmRoute("n1"))).isNotNull();
    }

    @Test
    void nodes_that_come_and_go_for_ever_are_not_all_remembered() {
        NodeRegistry registry = registry(new TableLimits(10, 10, 20));
        for (int i = 0; i < 5_000; i++) {
            registry.apply(node("n" + i, 1, 1));
            registry.apply(new RemoveNode(new JvmRoute("n" + i), "test"));
            assertThat(registry.view().nodes()).hasSizeLessThanOrEqualTo(1_000);
        }
    }
}
