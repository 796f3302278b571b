package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is new, for how long, and who is not. Each node is seen by its share of its load. */
class NewcomersTest {
    private static final int SLOW_MILLIS = 10_000;

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final RoutingTableBuilder builder = new RoutingTableBuilder(VirtualHostMode.PREFER);
    private final Newcomers newcomers = new Newcomers(new Balancing(
            new BalancerRules(new LeastElected(), SLOW_MILLIS, StickyRuling.NONE, null),
            Map.of("at-once", new BalancerRules(new LeastElected(), 0, StickyRuling.NONE, null))));
    private RoutingTable table = RoutingTable.EMPTY;
    private Reachability health = Reachability.ALL_UP;
    private long now = 1_000_000;

    @Test
    void a_node_that_comes_to_others_begins_with_a_tenth_and_has_all_of_it_in_the_end() {
        put("n1", 50, ENABLED);
        pass(60_000);
        put("n2", 50, ENABLED);
        assertThat(shareOf("n1")).isEqualTo(1000);
        assertThat(shareOf("n2")).isEqualTo(100);
        pass(5_000);
        assertThat(shareOf("n2")).isEqualTo(550);
        pass(4_999);
        assertThat(shareOf("n2")).isEqualTo(999);
        pass(1);
        assertThat(shareOf("n2")).isEqualTo(1000);
    }

    @Test
    void after_a_cold_start_all_are_new_and_none_is_spared() {
        put("n1", 50, ENABLED);
        pass(9_000);
        put("n2", 50, ENABLED);
        assertThat(shareOf("n1")).isEqualTo(1000);
        assertThat(shareOf("n2")).isEqualTo(1000);
    }

    @Test
    void a_node_that_comes_back_from_an_error_is_new_again() {
        twoOld();
        health = Reachability.ALL_UP.withFault(new JvmRoute("n2"), "test", now);
        look();
        pass(1000);
        health = Reachability.ALL_UP;
        look();
        assertThat(shareOf("n1")).isEqualTo(1000);
        assertThat(shareOf("n2")).isEqualTo(100);
    }

    @Test
    void a_node_that_comes_back_from_a_load_of_zero_or_less_is_new_again() {
        for (int load : new int[] {0, -1}) {
            twoOld();
            put("n2", load, ENABLED);
            put("n2", 50, ENABLED);
            assertThat(shareOf("n2")).isEqualTo(100);
            put("n2", 7, ENABLED);
            assertThat(shareOf("n2")).as("another load is no coming back").isEqualTo(100);
            pass(SLOW_MILLIS);
        }
    }

    @Test
    void a_context_that_is_enabled_is_new_and_others_of_the_node_are_not() {
        twoOld();
        put("n2", 50, DISABLED);
        assertThat(shareOf("n2")).isEqualTo(1000);
        put("n2", 50, ENABLED);
        assertThat(shareOf("n2")).isEqualTo(100);
        assertThat(newcomers.share(slotOf("n2"), "/other", now)).isEqualTo(1000);
        pass(SLOW_MILLIS);
        assertThat(shareOf("n2")).isEqualTo(1000);
    }

    @Test
    void a_context_that_nobody_asks_for_does_not_keep_its_node_new() {
        twoOld();
        put("n2", 50, DISABLED);
        put("n2", 50, ENABLED);
        pass(SLOW_MILLIS);
        newcomers.share(slotOf("n2"), "/other", now);
        Candidates both = new Candidates();
        for (String route : List.of("n1", "n2")) {
            both.add(table.node(slotOf(route)), slotOf(route), 50_000);
        }
        newcomers.chose(both, 0, BalancingPolicy.Levelling.EXACT);
        assertThat(gated()).as("it was passed over, so it is level").containsExactly("n1", "n2");
    }

    @Test
    void when_all_were_lost_the_first_to_come_back_is_not_spared() {
        twoOld();
        health = health.withFault(new JvmRoute("n1"), "test", now).withFault(new JvmRoute("n2"), "test", now);
        look();
        health = Reachability.ALL_UP.withFault(new JvmRoute("n1"), "test", now);
        look();
        pass(500);
        health = Reachability.ALL_UP;
        look();
        assertThat(shareOf("n1")).isEqualTo(1000);
        assertThat(shareOf("n2")).isEqualTo(1000);
    }

    @Test
    void another_node_in_the_place_of_one_that_left_is_new() {
        twoOld();
        builder.put(aNode("n2").stampedAt(stamps.next()).build().removedAt(stamps.next(), "test"));
        builder.put(aNode("n3")
                .context("localhost", "/app", ENABLED)
                .stampedAt(stamps.next())
                .build());
        look();
        assertThat(slotOf("n3")).as("the place of n2").isEqualTo(1);
        assertThat(shareOf("n3")).isEqualTo(100);
    }

    @Test
    void a_balancer_without_slow_start_has_none() {
        builder.put(aNode("m1").balancer("at-once").stampedAt(stamps.next()).build());
        look();
        pass(60_000);
        builder.put(aNode("m2").balancer("at-once").stampedAt(stamps.next()).build());
        look();
        assertThat(shareOf("m2")).isEqualTo(1000);
    }

    @Test
    void a_clock_that_is_set_back_does_not_lengthen_it_beyond_what_it_was_set_back() {
        twoOld();
        put("n2", 0, ENABLED);
        put("n2", 50, ENABLED);
        pass(-5_000);
        assertThat(shareOf("n2")).isEqualTo(100);
        pass(5_000 + SLOW_MILLIS);
        assertThat(shareOf("n2")).isEqualTo(1000);
    }

    @Test
    void a_newcomer_waits_for_its_turn_and_not_when_there_are_newcomers_only() {
        put("n1", 50, ENABLED);
        pass(1000);
        put("n2", 50, ENABLED);
        assertThat(gated()).containsExactly("n1");
        assertThat(gated()).containsExactly("n1", "n2");
        put("n1", 0, ENABLED);
        put("n1", 50, ENABLED);
        assertThat(gated()).as("both new").containsExactly("n1", "n2");
    }

    private List<String> gated() {
        Candidates candidates = new Candidates();
        for (String route : List.of("n1", "n2")) {
            int slot = slotOf(route);
            candidates.add(table.node(slot), slot, 50_000);
        }
        newcomers.gate(candidates, true);
        return candidates.size() == 1
                ? List.of(candidates.node(0).route().value())
                : List.of(
                        candidates.node(0).route().value(),
                        candidates.node(1).route().value());
    }

    private void twoOld() {
        put("n1", 50, ENABLED);
        put("n2", 50, ENABLED);
        pass(60_000);
    }

    private void put(String route, int load, ContextStatus status) {
        builder.put(aNode(route)
                .load(load)
                .context("localhost", "/app", status)
                .context("localhost", "/other", ENABLED)
                .stampedAt(stamps.next())
                .build());
        look();
    }

    private void pass(long millis) {
        now += millis;
        look();
    }

    private void look() {
        table = builder.build();
        newcomers.look(table, health, now);
    }

    private int shareOf(String route) {
        return newcomers.share(slotOf(route), "/app", now);
    }

    private int slotOf(String route) {
        for (int slot = 0; slot < table.slots(); slot++) {
            Node node = table.at(slot);
            if (node != null && node.route().value().equals(route)) {
                return slot;
            }
        }
        throw new AssertionError("no " + route);
    }
}
