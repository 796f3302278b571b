package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.NodeConfig;
import io.modcluster.balancer.domain.Scheme;
import io.modcluster.balancer.domain.command.ChangeContexts;
import io.modcluster.balancer.domain.command.RegisterNode;
import io.modcluster.balancer.domain.command.RemoveNode;
import io.modcluster.balancer.event.RegistryView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members, whose wall clocks are an hour fast, right, and an hour slow; the time of all of them can be moved on. */
@Tag("long")
@Timeout(120)
final class ClockSkewIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Removals are looked through every 10 s, and everything is compared every 5 s. */
    private static final Duration A_ROUND = Duration.ofSeconds(13);

    private static final JvmRoute N1 = new JvmRoute("n1");
    private static final long A_SECOND = 1_000_000;

    private final AtomicLong passed = new AtomicLong();
    private List<SkewedMember> members;
    private SkewedMember fast;
    private SkewedMember right;
    private SkewedMember slow;

    @BeforeEach
    void start() throws Exception {
        members = SkewedMember.startAll(passed, Duration.ofHours(1), Duration.ZERO, Duration.ofHours(-1));
        fast = members.get(0);
        right = members.get(1);
        slow = members.get(2);
        // with the first hello, a moment after a member has joined
        await("one time")
                .atMost(PATIENCE)
                .until(() -> fast.view().nowMicros() - slow.view().nowMicros() < A_SECOND);
    }

    @AfterEach
    void stop() {
        members.forEach(SkewedMember::close);
    }

    @Test
    @DisplayName("F-13 what happens later is newer, whatever clocks say")
    void what_is_told_later_holds_whichever_member_hears_it() throws Exception {
        slow.apply(register());
        for (SkewedMember member : List.of(fast, slow, right, slow, fast, right)) {
            awaitEverywhere("registered", node -> node != null && node.isRegistered());
            member.apply(context(ContextStatus.DISABLED));
            awaitEverywhere("disabled", node -> isState(node, ContextStatus.DISABLED));
            slow.apply(context(ContextStatus.ENABLED));
            awaitEverywhere("enabled", node -> isState(node, ContextStatus.ENABLED));
        }
        fast.apply(new RemoveNode(N1, "by itself"));
        awaitEverywhere("removed", node -> node != null && !node.isRegistered());
        slow.apply(register());
        awaitEverywhere("back", node -> node != null && node.isRegistered());
    }

    @Test
    @DisplayName("F-13 a removal is marked for 10 s, listed for 25 s and remembered after that, whatever clocks say")
    void a_removal_takes_its_time_at_every_member() throws Exception {
        slow.apply(register());
        awaitEverywhere("registered", node -> node != null && node.isRegistered());
        slow.apply(new RemoveNode(N1, "by itself"));
        awaitEverywhere("removed", node -> node != null && !node.isRegistered());
        assertEverywhere(Lifecycle.MARKED);

        move(Lifecycle.MARKED_FOR.minusSeconds(4));
        assertEverywhere(Lifecycle.MARKED);
        move(Duration.ofSeconds(4));
        assertEverywhere(Lifecycle.REMOVED);
        move(Lifecycle.LISTED_FOR.minus(Lifecycle.MARKED_FOR).minusSeconds(4));
        assertEverywhere(Lifecycle.REMOVED);
        move(Duration.ofSeconds(4));
        assertEverywhere(Lifecycle.GONE);

        move(NodeRegistry.TOMBSTONES_FOR.minusMinutes(5));
        await("the removal to be remembered")
                .during(A_ROUND)
                .atMost(A_ROUND.plusSeconds(5))
                .until(() -> {
                    assertEverywhere(Lifecycle.GONE);
                    return true;
                });
    }

    private interface Condition {
        boolean holds(@Nullable Node node);
    }

    private void awaitEverywhere(String what, Condition condition) {
        for (SkewedMember member : members) {
            await(what).atMost(PATIENCE).untilAsserted(() -> {
                RegistryView view = member.view();
                assertThat(condition.holds(view.nodes().get(N1)))
                        .as("%s at %s: %s", member.name(), view.nowMicros(), view.nodes())
                        .isTrue();
            });
        }
    }

    private void assertEverywhere(Lifecycle expected) throws Exception {
        for (SkewedMember member : members) {
            RegistryView view = member.view();
            assertThat(view.nodes()).as(member.name()).containsKey(N1);
            Node node = Objects.requireNonNull(view.nodes().get(N1));
            assertThat(node.lifecycle(view.nowMicros())).as(member.name()).isEqualTo(expected);
        }
    }

    private void move(Duration time) {
        passed.addAndGet(time.toNanos() / 1000);
    }

    private static boolean isState(@Nullable Node node, ContextStatus expected) {
        return node != null
                && node.rows().stream().anyMatch(row -> row.getValue().status() == expected);
    }

    private static RegisterNode register() {
        NodeConfig config = new NodeConfig(
                new NodeAddress(Scheme.HTTP, "127.0.0.1", 8081),
                false,
                "",
                BalancerConfig.named("mycluster"),
                ConnectionConfig.DEFAULT);
        return new RegisterNode(N1, config, List.of(), List.of());
    }

    private static ChangeContexts context(ContextStatus status) {
        return new ChangeContexts(N1, status, false, List.of(new Alias("localhost")), List.of(new ContextPath("/app")));
    }
}
