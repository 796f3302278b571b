package io.modcluster.balancer.cluster;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.HybridClock;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Refusal;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.domain.command.ReportLoad;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.StaticNodeOptions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Nodes of the configuration beside those that register. */
class StaticNodesTest {
    private static final JvmRoute STATIC = new JvmRoute("s1");

    private final AtomicLong micros = new AtomicLong(1_000_000);
    private final BalancerOptions options = new BalancerOptions()
            .setNodes(List.of(new StaticNodeOptions()
                    .setAddress("s1.node:8080")
                    .setContexts(List.of("/a", "/b"))
                    .setRoute("s1")
                    .setLbGroup("A")));
    private final StaticNodes fixed = StaticNodes.of(options);
    private final NodeRegistry registry = new NodeRegistry(
            new HybridClock("b"), new TableLimits(1, 10, 10), VirtualHostMode.PREFER, micros::incrementAndGet, fixed);

    private Node shown(String route) {
        return Objects.requireNonNull(registry.view().nodes().get(new JvmRoute(route)));
    }

    private ContextStatus status(String context) {
        return Objects.requireNonNull(registry.table().find("localhost", context)).targets().stream()
                .filter(target -> target.node().equals(STATIC))
                .findFirst()
                .orElseThrow()
                .status();
    }

    @Test
    void they_are_shown_and_routed_to_but_are_no_part_of_what_is_shared() {
        assertThat(registry.view().staticNodes()).containsExactly(STATIC);
        assertThat(shown("s1").isRegistered()).isTrue();
        assertThat(shown("s1").load().value()).isEqualTo(new LoadFactor(100));
        assertThat(registry.table().find("any.example.com", "/a/x")).isNotNull();
        assertThat(status("/b")).isEqualTo(ContextStatus.ENABLED);

        assertThat(registry.nodes()).isEmpty();
        assertThat(registry.node(STATIC)).isNull();
    }

    @Test
    void they_are_not_counted_among_the_nodes_that_may_register() {
        assertThat(registry.apply(aNode("n1").registration())).isInstanceOf(Transition.Changed.class);
        assertThat(registry.view().nodes()).hasSize(2);
    }

    @Test
    void no_command_changes_one() {
        List<NodeCommand> commands = List.of(
                aNode("s1").at("http", "elsewhere", 1).registration(),
                aNode("s1").registration(),
                ChangeContexts.ofAll(STATIC, ContextStatus.STOPPED),
                new ReportLoad(STATIC, new LoadFactor(1)),
                new RemoveNode(STATIC, "test"));

        Transition refused = new Transition.Refused(Refusal.STATIC_ROUTE, shown("s1"));
        assertThat(commands).extracting(fixed::refusal).containsOnly(refused);
    }

    @Test
    void nobody_registers_with_the_address_of_one_whatever_it_speaks_there() {
        Transition refused = new Transition.Refused(Refusal.STATIC_ADDRESS, shown("s1"));

        assertThat(fixed.refusal(aNode("n1").at("ajp", "S1.Node", 8080).registration()))
                .isEqualTo(refused);
        assertThat(fixed.refusal(aNode("n1").at("http", "s1.node", 8081).registration()))
                .isNull();
        assertThat(fixed.refusal(new ReportLoad(new JvmRoute("n1"), new LoadFactor(1))))
                .isNull();
    }

    @Test
    void one_comes_before_a_node_of_its_name_that_registered_elsewhere_which_is_kept_for_the_others() {
        Node other = aNode("s1")
                .at("http", "elsewhere", 1)
                .context("localhost", "/other", ContextStatus.ENABLED)
                .build();
        registry.merge(other);

        assertThat(shown("s1").address().host()).isEqualTo("s1.node");
        assertThat(registry.table().find("localhost", "/other")).isNull();
        assertThat(registry.node(STATIC)).isEqualTo(other);

        registry.apply(new RemoveNode(STATIC, "by itself, elsewhere"));
        assertThat(status("/a")).isEqualTo(ContextStatus.ENABLED);
        micros.addAndGet(2 * NodeRegistry.TOMBSTONES_FOR.toNanos() / 1000);
        registry.purge();
        assertThat(status("/a")).isEqualTo(ContextStatus.ENABLED);
        assertThat(shown("s1").isRegistered()).isTrue();
    }

    @Test
    void a_node_at_its_address_that_registered_elsewhere_is_served_too() {
        registry.merge(aNode("n1").at("http", "s1.node", 8080).build());

        assertThat(registry.view().nodes()).containsOnlyKeys(new JvmRoute("n1"), STATIC);
    }

    @Test
    void operators_have_their_way_with_them_also_behind_a_node_of_the_same_name() {
        registry.merge(aNode("s1").at("http", "elsewhere", 1).lbGroup("A").build());
        IntentTarget path = new IntentTarget.OfContext(STATIC, new Alias("localhost"), new ContextPath("/a"));

        registry.apply(new Intent(path, Wish.STOP, "eve"));
        assertThat(status("/a")).isEqualTo(ContextStatus.STOPPED);
        assertThat(status("/b")).isEqualTo(ContextStatus.ENABLED);

        registry.apply(new Intent(new IntentTarget.OfLbGroup("A"), Wish.DRAIN, "eve"));
        assertThat(status("/a")).isEqualTo(ContextStatus.STOPPED);
        assertThat(status("/b")).isEqualTo(ContextStatus.DISABLED);
        assertThat(shown("s1").address().host()).isEqualTo("s1.node");

        registry.apply(new Intent(new IntentTarget.OfLbGroup("A"), Wish.NONE, "eve"));
        registry.apply(new Intent(path, Wish.NONE, "eve"));
        registry.apply(new Intent(new IntentTarget.OfNode(STATIC), Wish.STOP, "eve"));
        assertThat(status("/b")).isEqualTo(ContextStatus.STOPPED);
    }

    @Test
    void sessions_may_leave_one_until_a_node_says_otherwise_for_the_balancer_of_both() {
        assertThat(registry.table()
                        .balancer(BalancerConfig.DEFAULT_NAME)
                        .sticky()
                        .force())
                .isFalse();

        registry.apply(aNode("n1").sticky(StickySession.DEFAULT).registration());
        assertThat(registry.table().balancer(BalancerConfig.DEFAULT_NAME).sticky())
                .isEqualTo(StickySession.DEFAULT);
    }
}
