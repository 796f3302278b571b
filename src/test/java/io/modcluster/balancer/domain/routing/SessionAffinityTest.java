package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.domain.routing.SelectorWorld.FORCED;
import static io.modcluster.balancer.domain.routing.SelectorWorld.MOVABLE;
import static io.modcluster.balancer.domain.routing.SelectorWorld.print;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.StickySession;
import io.modcluster.balancer.testkit.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionAffinityTest {
    private static final StickySession REMOVING = new StickySession(true, "JSESSIONID", "jsessionid", true, false);

    private final SelectorWorld world = new SelectorWorld();

    @Test
    void a_session_stays_on_its_node_whatever_the_load() {
        world.node(movable("n1").load(1)).node(movable("n2").load(100));
        assertThat(world.several(20, "abc.n1")).containsOnly("n1");
        assertThat(world.chosenWith("abc.n1").affinity()).isEqualTo(Selection.Affinity.HIT);
    }

    @Test
    void the_cookie_wins_over_the_path() {
        world.node(movable("n1")).node(movable("n2"));
        assertThat(print(world.select("/app", "/app;jsessionid=p.n2", "JSESSIONID=c.n1")))
                .isEqualTo("n1");
        assertThat(print(world.select("/app", "/app;jsessionid=p.n2"))).isEqualTo("n2");
    }

    @Test
    void a_session_stays_where_its_context_is_disabled_or_its_node_is_standby_or_at_load_minus_1() {
        world.node(movable("n1"), DISABLED)
                .node(movable("n2").load(0))
                .node(movable("n3").load(-1));
        world.node(movable("n4").load(100));
        assertThat(world.with("abc.n1")).isEqualTo("n1");
        assertThat(world.with("abc.n2")).isEqualTo("n2");
        assertThat(world.with("abc.n3")).isEqualTo("n3");
        assertThat(world.fresh()).isEqualTo("n4");
    }

    @Test
    void the_route_is_compared_with_case() {
        world.node(movable("n1").load(1)).node(movable("n2").load(100));
        assertThat(world.with("abc.N1")).isEqualTo("n1");
        assertThat(world.with("abc.N1")).isEqualTo("n2");
        assertThat(world.chosenWith("abc.N1").affinity()).isEqualTo(Selection.Affinity.NONE);
    }

    @Test
    void an_unknown_route_is_no_route_even_with_force() {
        world.node(forced("n1")).node(forced("n2"));
        assertThat(world.several(2, "abc.nosuch")).containsExactly("n1", "n2");
    }

    @Test
    void without_sticky_sessions_the_route_is_ignored() {
        StickySession off = new StickySession(false, "JSESSIONID", "jsessionid", false, true);
        world.node(aNode("n1").sticky(off)).node(aNode("n2").sticky(off));
        assertThat(world.several(4, "abc.n1")).containsExactly("n1", "n2", "n1", "n2");
        world.faulty("n1", 0);
        assertThat(world.with("abc.n1")).isEqualTo("n2");
    }

    @Test
    void without_sticky_sessions_a_disabled_context_still_takes_sessions() {
        StickySession off = new StickySession(false, "JSESSIONID", "jsessionid", false, true);
        world.node(aNode("n1").sticky(off), DISABLED);
        assertThat(world.with("abc.other")).isEqualTo("n1");
    }

    @Test
    void a_movable_session_goes_to_its_group_first_and_then_anywhere() {
        world.node(movable("n1").lbGroup("A"), STOPPED)
                .node(movable("n2").lbGroup("A").load(1));
        world.node(movable("n3").lbGroup("B").load(100));
        assertThat(world.several(5, "abc.n1")).containsOnly("n2");
        assertThat(world.chosenWith("abc.n1").affinity()).isEqualTo(Selection.Affinity.MOVED);
        world.node(movable("n2").lbGroup("A"), STOPPED);
        assertThat(world.several(5, "abc.n1")).containsOnly("n3");
    }

    @Test
    void a_forced_session_stays_in_its_group_or_is_refused() {
        world.node(forced("n1").lbGroup("A"), STOPPED)
                .node(forced("n2").lbGroup("A").load(1));
        world.node(forced("n3").lbGroup("B").load(100));
        assertThat(world.several(5, "abc.n1")).containsOnly("n2");
        world.node(forced("n2").lbGroup("A"), STOPPED);
        assertThat(world.with("abc.n1")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void a_forced_session_of_a_node_without_group_is_refused_at_once() {
        world.node(forced("n1")).node(forced("n2")).faulty("n1", 0);
        assertThat(world.with("abc.n1")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void a_forced_session_does_not_go_to_a_hot_standby_of_its_group() {
        world.node(forced("n1").lbGroup("A"))
                .node(forced("n2").lbGroup("A").load(0))
                .faulty("n1", 0);
        assertThat(world.with("abc.n1")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void a_movable_session_goes_to_a_hot_standby_when_nobody_else_is_up() {
        world.node(movable("n1")).node(movable("n2").load(0)).faulty("n1", 0);
        assertThat(world.with("abc.n1")).isEqualTo("n2");
    }

    @Test
    void a_session_remembers_the_group_of_a_departed_node() {
        world.node(movable("n2").lbGroup("A").load(1))
                .node(movable("n3").lbGroup("B").load(100));
        world.removed(movable("n1").lbGroup("A"));
        assertThat(world.several(5, "abc.n1")).containsOnly("n2");
    }

    @Test
    void a_forced_session_of_a_departed_node_is_refused() {
        world.node(forced("n2")).removed(forced("n1"));
        assertThat(world.with("abc.n1")).isEqualTo("SESSION_NODE_LOST");
    }

    @ParameterizedTest
    @CsvSource({"0, n2", "59999, n2", "60000, n1", "120000, n1"})
    void a_session_tries_its_node_in_error_again_after_60_seconds(long millisAgo, String to) {
        world.node(movable("n1")).node(movable("n2")).faulty("n1", millisAgo);
        assertThat(world.with("abc.n1")).isEqualTo(to);
    }

    @Test
    void a_session_whose_node_was_tried_moves_or_is_refused_if_forced() {
        world.node(movable("n1")).node(movable("n2")).tried("n1");
        assertThat(world.with("abc.n1")).isEqualTo("n2");
        SelectorWorld other =
                new SelectorWorld().node(forced("n1")).node(forced("n2")).tried("n1");
        assertThat(other.with("abc.n1")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void the_session_is_dropped_when_it_leaves_its_group_and_the_balancer_says_so() {
        world.node(aNode("n1").sticky(REMOVING).lbGroup("A"))
                .node(aNode("n2").sticky(REMOVING).lbGroup("A"));
        world.node(aNode("n3").sticky(REMOVING).lbGroup("B"));
        assertThat(world.chosenWith("abc.n1").dropSession()).isFalse();
        world.faulty("n1", 0);
        assertThat(world.chosenWith("abc.n1").dropSession()).isFalse();
        world.faulty("n2", 0);
        assertThat(world.chosenWith("abc.n1").node().route()).hasToString("n3");
        assertThat(world.chosenWith("abc.n1").dropSession()).isTrue();
    }

    @Test
    void the_session_is_kept_on_a_hot_standby_of_its_group() {
        world.node(aNode("n1").sticky(REMOVING).lbGroup("A"));
        world.node(aNode("n2").sticky(REMOVING).lbGroup("A").load(0)).faulty("n1", 0);
        assertThat(world.with("abc.n1")).isEqualTo("n2");
        assertThat(world.chosenWith("abc.n1").dropSession()).isFalse();
    }

    @Test
    void the_session_is_kept_when_the_balancer_does_not_say_to_drop_it() {
        world.node(movable("n1").lbGroup("A")).node(movable("n2").lbGroup("B")).faulty("n1", 0);
        assertThat(world.chosenWith("abc.n1").dropSession()).isFalse();
    }

    @Test
    void deterministic_failover_goes_by_the_bytes_of_the_id() {
        world.deterministic()
                .node(movable("n1"))
                .node(movable("n2"))
                .node(movable("n3"))
                .node(movable("n4"));
        world.faulty("n1", 0);
        // 'a' 97, 'b' 98, 'c' 99; three candidates n2, n3, n4
        assertThat(world.several(3, "a.n1")).containsOnly("n3");
        assertThat(world.several(3, "b.n1")).containsOnly("n4");
        assertThat(world.several(3, "c.n1")).containsOnly("n2");
        assertThat(world.several(3, "ab.n1")).containsOnly("n2");
    }

    @Test
    void deterministic_failover_leaves_requests_without_a_lost_node_alone() {
        world.deterministic().node(movable("n1")).node(movable("n2"));
        assertThat(world.several(2, "")).containsExactly("n1", "n2");
        assertThat(world.several(2, "a.unknown")).containsExactly("n1", "n2");
        assertThat(world.several(2, "a.n2")).containsExactly("n2", "n2");
    }

    @Test
    void a_choice_tells_context_balancer_and_session() {
        world.node(movable("n1").balancer("shop"), ENABLED);
        Selection.Chosen chosen = (Selection.Chosen) world.select("/app/x", "/app/x", "JSESSIONID=abc.n1");
        assertThat(chosen.context()).isEqualTo("/app");
        assertThat(chosen.balancer().name()).isEqualTo("shop");
        assertThat(chosen.session()).isEqualTo(SessionId.of("abc.n1"));
    }

    private static Nodes movable(String route) {
        return aNode(route).sticky(MOVABLE);
    }

    private static Nodes forced(String route) {
        return aNode(route).sticky(FORCED);
    }
}
