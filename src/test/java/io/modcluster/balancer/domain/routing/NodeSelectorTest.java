package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.domain.routing.SelectorWorld.print;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.StickySession;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSelectorTest {
    private final SelectorWorld world = new SelectorWorld();

    @Test
    void a_node_serves_before_its_first_status() {
        world.node(aNode("n1").load(0));
        assertThat(world.fresh()).isEqualTo("n1");
    }

    @Test
    void no_context_is_said_when_nobody_has_the_path() {
        world.node(aNode("n1"));
        Selection selection = world.select("/other", "/other");
        assertThat(selection).isEqualTo(new Selection.Rejected(Selection.Reason.NO_CONTEXT, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "none                     | CONTEXT_CLOSED",
                "JSESSIONID=abc.n1        | n1",
                "JSESSIONID=abc           | n1",
                "JSESSIONID=abc.other     | n1",
                "JSESSIONID=              | CONTEXT_CLOSED",
                "XJSESSIONID=abc.n1       | CONTEXT_CLOSED",
            })
    void a_disabled_context_takes_any_session_but_no_new_one(@Nullable String cookie, String to) {
        world.node(aNode("n1"), DISABLED);
        String[] cookies = cookie == null ? new String[0] : new String[] {cookie};
        assertThat(print(world.select("/app", "/app", cookies))).isEqualTo(to);
    }

    @Test
    void a_disabled_context_takes_a_session_from_the_path_but_not_from_the_query() {
        world.node(aNode("n1"), DISABLED);
        assertThat(print(world.select("/app", "/app;jsessionid=abc"))).isEqualTo("n1");
        assertThat(print(world.select("/app", "/app?jsessionid=abc"))).isEqualTo("CONTEXT_CLOSED");
    }

    @Test
    void a_stopped_context_takes_nothing() {
        world.node(aNode("n1"), STOPPED);
        assertThat(world.fresh()).isEqualTo("CONTEXT_CLOSED");
        assertThat(world.with("abc.n1")).isEqualTo("CONTEXT_CLOSED");
    }

    @Test
    void new_requests_go_where_the_context_is_enabled() {
        world.node(aNode("n1"), DISABLED)
                .node(aNode("n2"), STOPPED)
                .node(aNode("n3").load(1), ENABLED);
        assertThat(world.several(5, "")).containsOnly("n3");
    }

    @Test
    void three_hundred_requests_split_by_load() {
        world.node(aNode("n1").load(20))
                .node(aNode("n2").load(90))
                .node(aNode("n3").load(1));
        assertThat(world.several(3, "")).containsExactly("n1", "n2", "n3");
        List<String> served = world.several(300, "");
        assertThat(Collections.frequency(served, "n1")).isEqualTo(54);
        assertThat(Collections.frequency(served, "n2")).isEqualTo(244);
        assertThat(Collections.frequency(served, "n3")).isEqualTo(2);
    }

    @Test
    void load_minus_1_takes_no_new_requests() {
        world.node(aNode("n1").load(-1));
        assertThat(world.fresh()).isEqualTo("NO_NODE_UP");
    }

    @Test
    void a_hot_standby_serves_only_when_no_active_node_is_up() {
        world.node(aNode("n1").load(0)).node(aNode("n2").load(50));
        assertThat(world.several(10, "")).containsOnly("n2");
        world.faulty("n2", 0);
        assertThat(world.several(10, "")).containsOnly("n1");
        world.faulty("n1", 0);
        assertThat(world.fresh()).isEqualTo("NO_NODE_UP");
    }

    @Test
    void a_node_in_error_gets_no_new_requests_however_long_ago_it_was() {
        world.node(aNode("n1")).faulty("n1", 1_000_000);
        assertThat(world.fresh()).isEqualTo("NO_NODE_UP");
    }

    @Test
    void a_node_is_tried_once_per_request() {
        world.node(aNode("n1")).node(aNode("n2")).tried("n1");
        assertThat(world.several(5, "")).containsOnly("n2");
        assertThat(world.tried("n2").fresh()).isEqualTo("NO_NODE_UP");
    }

    @Test
    void a_rejection_names_the_balancer_that_would_have_served() {
        world.node(aNode("n1").balancer("shop").load(-1));
        Selection.Rejected rejected = (Selection.Rejected) world.select("/app", "/app");
        assertThat(rejected.balancer()).isNotNull().satisfies(balancer -> assertThat(balancer.name())
                .isEqualTo("shop"));
    }

    @Test
    void of_several_balancers_the_first_that_can_serve_does() {
        world.node(aNode("n1").balancer("b1").load(-1))
                .node(aNode("n2").balancer("b2").load(50));
        assertThat(world.fresh()).isEqualTo("n2");
        world.node(aNode("n3").balancer("b1").load(50));
        assertThat(world.several(3, "")).containsOnly("n3");
    }

    @Test
    void of_several_balancers_the_one_of_the_session_serves() {
        world.node(aNode("n1").balancer("b1")).node(aNode("n2").balancer("b2"));
        assertThat(world.with("abc.n2")).isEqualTo("n2");
        assertThat(world.with("abc.n1")).isEqualTo("n1");
        assertThat(world.with("abc.unknown")).isEqualTo("n1");
    }

    @Test
    void a_forced_session_does_not_move_to_another_balancer_either() {
        world.node(aNode("n1").balancer("b1").sticky(SelectorWorld.MOVABLE))
                .node(aNode("n2").balancer("b2").sticky(SelectorWorld.FORCED))
                .node(aNode("n3").balancer("b2").sticky(SelectorWorld.FORCED))
                .faulty("n2", 0);
        assertThat(world.with("abc.n2")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void a_balancer_without_stickiness_has_no_sessions() {
        world.node(aNode("n1").balancer("b1"))
                .node(aNode("n2").balancer("b2").sticky(new StickySession(false, "JSESSIONID", "j", false, false)));
        assertThat(world.with("abc.n2")).isEqualTo("n1");
    }

    @Test
    void when_no_balancer_can_serve_the_reason_that_came_closest_is_told() {
        world.node(aNode("n1").balancer("b1"), STOPPED)
                .node(aNode("n2").balancer("b2").load(-1));
        assertThat(world.fresh()).isEqualTo("NO_NODE_UP");
        SelectorWorld turned = new SelectorWorld()
                .node(aNode("n1").balancer("b1").load(-1))
                .node(aNode("n2").balancer("b2"), STOPPED);
        assertThat(turned.fresh()).isEqualTo("NO_NODE_UP");
    }

    @Test
    void three_balancers_on_one_path_are_each_asked_once() {
        world.node(aNode("n1").balancer("b1").load(-1))
                .node(aNode("n2").balancer("b2").load(-1))
                .node(aNode("n3").balancer("b2").load(-1))
                .node(aNode("n4").balancer("b3"));
        assertThat(world.fresh()).isEqualTo("n4");
    }

    @Test
    void an_empty_table_has_no_context() {
        NodeSelector selector = new NodeSelector(Balancing.by(new LeastElected()), false, 0);
        RequestHead head = new RequestHead("localhost", "/", "/", List.of());
        assertThat(print(selector.select(RoutingTable.EMPTY, Reachability.ALL_UP, head, Set.of(), 0)))
                .isEqualTo("NO_CONTEXT");
    }
}
