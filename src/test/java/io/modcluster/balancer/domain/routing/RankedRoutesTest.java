package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.domain.routing.SelectorWorld.FORCED;
import static io.modcluster.balancer.domain.routing.SelectorWorld.MOVABLE;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.modcluster.balancer.domain.routing.Selection.Affinity;
import io.modcluster.balancer.testkit.Nodes;
import org.junit.jupiter.api.Test;

class RankedRoutesTest {
    private final SelectorWorld world =
            new SelectorWorld().node(movable("n1")).node(movable("n2")).node(movable("n3"));

    @Test
    void the_first_of_several_routes_serves() {
        assertThat(world.several(4, "abc.n2.n3.n1")).containsOnly("n2");
        assertThat(world.chosenWith("abc.n2.n3").affinity()).isEqualTo(Affinity.HIT);
    }

    @Test
    void the_next_one_serves_when_the_first_cannot() {
        world.faulty("n2", 0);
        assertThat(world.several(4, "abc.n2.n3.n1")).containsOnly("n3");
        assertThat(world.chosenWith("abc.n2.n3.n1").affinity()).isEqualTo(Affinity.MOVED);
    }

    @Test
    void unknown_routes_are_passed_over() {
        assertThat(world.several(4, "abc.n9.n3")).containsOnly("n3");
        assertThat(world.chosenWith("abc.n9.n3").affinity()).isEqualTo(Affinity.HIT);
        assertThat(world.several(4, "abc..n3.")).containsOnly("n3");
    }

    @Test
    void a_route_with_dots_is_found_as_a_whole_before_its_parts() {
        world.node(movable("n1.n2"));
        assertThat(world.several(3, "abc.n1.n2")).containsOnly("n1.n2");
    }

    @Test
    void a_forced_session_is_refused_only_when_all_of_its_nodes_are_lost() {
        SelectorWorld forced = new SelectorWorld()
                .node(aNode("n1").sticky(FORCED))
                .node(aNode("n2").sticky(FORCED))
                .node(aNode("n3").sticky(FORCED))
                .faulty("n1", 0);
        assertThat(forced.with("abc.n1.n2")).isEqualTo("n2");
        forced.faulty("n2", 0);
        assertThat(forced.with("abc.n1.n2")).isEqualTo("SESSION_NODE_LOST");
    }

    @Test
    void of_a_ranking_eight_are_looked_at() {
        assertThat(world.several(3, "abc.a.b.c.d.e.f.g.n3")).containsOnly("n3");
        assertThat(world.chosenWith("abc.a.b.c.d.e.f.g.h.n3").affinity()).isEqualTo(Affinity.NONE);
    }

    @Test
    void nonsense_has_no_route() {
        for (String id : new String[] {".", "..", "abc.", "abc..", "abc...", ".....", "." + "x".repeat(5000)}) {
            assertThatNoException().isThrownBy(() -> world.with(id));
            assertThat(world.chosenWith(id).affinity()).as(id).isEqualTo(Affinity.NONE);
        }
    }

    @Test
    void what_looking_for_routes_costs_does_not_grow_faster_than_the_header() {
        int[] asked = {0};
        String hostile = "JSESSIONID=a.b.c.d.e.f.g.h.i.j;".repeat(3000);
        RequestHead head = new RequestHead("localhost", "/", "/", java.util.List.of(hostile));
        SessionLocator.find(
                head,
                "JSESSIONID",
                "jsessionid",
                route -> SessionId.ranked(route, part -> {
                            asked[0]++;
                            return null;
                        })
                        != null);
        int cookiesRead = SessionLocator.MAX_SCANNED / "JSESSIONID=a.b.c.d.e.f.g.h.i.j;".length() + 1;
        assertThat(asked[0]).isLessThanOrEqualTo(cookiesRead * 9);

        asked[0] = 0;
        SessionLocator.cookie(head, "JSESSIONID", value -> {
            asked[0]++;
            return null;
        });
        assertThat(asked[0]).as("where it is costly to tell").isEqualTo(4);
    }

    private static Nodes movable(String route) {
        return aNode(route).sticky(MOVABLE);
    }
}
