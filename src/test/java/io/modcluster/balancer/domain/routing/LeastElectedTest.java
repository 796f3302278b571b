package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Node;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LeastElectedTest {
    private final LeastElected policy = new LeastElected();

    @Test
    void three_hundred_requests_of_a_new_window_split_by_load() {
        List<Node> nodes = List.of(node("n1", 20), node("n2", 90), node("n3", 1));
        assertThat(serve(nodes, 300)).containsExactly(Map.entry("n1", 54), Map.entry("n2", 243), Map.entry("n3", 3));
    }

    @Test
    void three_hundred_requests_after_one_to_each_node_split_as_measured_on_httpd() {
        List<Node> nodes = List.of(node("n1", 20), node("n2", 90), node("n3", 1));
        for (int i = 0; i < nodes.size(); i++) {
            policy.elected(i, nodes.get(i));
        }
        assertThat(serve(nodes, 300)).containsExactly(Map.entry("n1", 54), Map.entry("n2", 244), Map.entry("n3", 2));
    }

    @Test
    void the_example_of_the_documentation_comes_out() {
        List<Node> nodes = List.of(node("n1", 20), node("n2", 90), node("n3", 1));
        assertThat(serve(nodes, 1001)).containsExactly(Map.entry("n1", 181), Map.entry("n2", 811), Map.entry("n3", 9));
    }

    @Test
    void equal_loads_take_turns_and_the_earlier_wins_a_tie() {
        List<Node> nodes = List.of(node("n1", 50), node("n2", 50));
        assertThat(choose(nodes)).isZero();
        policy.elected(0, nodes.get(0));
        assertThat(choose(nodes)).isEqualTo(1);
        policy.elected(1, nodes.get(1));
        assertThat(choose(nodes)).isZero();
    }

    @Test
    void elections_for_sessions_count_too() {
        List<Node> nodes = List.of(node("n1", 50), node("n2", 50));
        for (int i = 0; i < 5; i++) {
            policy.elected(0, nodes.get(0));
        }
        assertThat(serve(nodes, 5)).containsExactly(Map.entry("n2", 5));
    }

    @Test
    void a_node_that_comes_late_catches_up_with_two_windows_at_most() {
        List<Node> old = List.of(node("n1", 50));
        for (int window = 0; window < 10; window++) {
            serve(old, 100);
            policy.nextWindow();
        }
        List<Node> both = List.of(node("n1", 50), node("n2", 50));
        assertThat(serve(both, 100)).containsExactly(Map.entry("n2", 100));
        assertThat(serve(both, 100)).containsExactly(Map.entry("n1", 50), Map.entry("n2", 50));
    }

    @Test
    void the_window_before_still_weighs_in_the_next() {
        List<Node> nodes = List.of(node("n1", 50), node("n2", 50));
        policy.elected(0, nodes.get(0));
        policy.nextWindow();
        assertThat(choose(nodes)).isEqualTo(1);
        policy.nextWindow();
        assertThat(choose(nodes)).isZero();
    }

    @Test
    void a_standby_or_a_down_node_counts_as_load_1() {
        Node standby = node("n1", 0);
        Node down = node("n2", -1);
        policy.elected(0, standby);
        assertThat(choose(List.of(standby, down))).isEqualTo(1);
    }

    private Map<String, Integer> serve(List<Node> nodes, int requests) {
        Map<String, Integer> served = new TreeMap<>();
        for (int i = 0; i < requests; i++) {
            int chosen = choose(nodes);
            Node node = nodes.get(chosen);
            policy.elected(chosen, node);
            served.merge(node.route().value(), 1, Integer::sum);
        }
        return served;
    }

    private int choose(List<Node> nodes) {
        Candidates candidates = new Candidates();
        for (int i = 0; i < nodes.size(); i++) {
            int load = Math.max(1, nodes.get(i).load().value().value());
            candidates.add(nodes.get(i), i, load * Candidates.WHOLE);
        }
        return policy.choose(candidates, new RequestHead("localhost", "/", "/", List.of()));
    }

    private static Node node(String route, int load) {
        return aNode(route).load(load).build();
    }
}
