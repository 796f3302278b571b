package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendezvousHashTest {
    private static final HashKey USER = new HashKey(HashKey.From.COOKIE, "user");
    private static final int KEYS = 4000;

    @Test
    void a_lost_node_moves_only_its_keys_and_they_spread() {
        for (int nodes : new int[] {2, 3, 10, 40}) {
            List<String> all = routes(nodes);
            for (int lost = 0; lost < Math.min(nodes, 2); lost++) {
                List<String> left = new ArrayList<>(all);
                String gone = left.remove(lost);
                int moved = 0;
                int[] to = new int[left.size()];
                for (int key = 0; key < KEYS; key++) {
                    String before = placeOf(all, key);
                    String after = placeOf(left, key);
                    if (before.equals(gone)) {
                        moved++;
                        to[left.indexOf(after)]++;
                    } else {
                        assertThat(after).as("a key that need not move").isEqualTo(before);
                    }
                }
                assertThat(moved / (double) KEYS).isCloseTo(1.0 / nodes, within(0.03));
                for (int got : to) {
                    // 4000 / 40 / 39 is 3 in the largest case: some may be without
                    assertThat(got).as("its keys go to all others").isGreaterThan(nodes > 10 ? -1 : 0);
                }
            }
        }
    }

    @Test
    void a_new_node_takes_its_share_from_all_and_moves_nothing_else() {
        List<String> before = routes(9);
        List<String> after = routes(10);
        int moved = 0;
        for (int key = 0; key < KEYS; key++) {
            if (!placeOf(before, key).equals(placeOf(after, key))) {
                assertThat(placeOf(after, key)).isEqualTo("node-9");
                moved++;
            }
        }
        assertThat(moved / (double) KEYS).isCloseTo(0.1, within(0.02));
    }

    @Test
    void while_a_node_starts_slowly_each_key_moves_to_it_once() {
        RendezvousHash policy = new RendezvousHash(USER, false);
        for (int key = 0; key < 500; key++) {
            boolean there = false;
            for (int share = 100; share <= Candidates.WHOLE; share += 50) {
                Candidates candidates = new Candidates();
                candidates.add(aNode("a").load(50).build(), 0, 50 * Candidates.WHOLE);
                candidates.add(aNode("b").load(50).build(), 1, 50 * share);
                boolean now = policy.choose(candidates, PoliciesTest.head(key)) == 1;
                assertThat(now || !there).as("it does not move back").isTrue();
                there = now;
            }
        }
    }

    @Test
    void every_balancer_and_every_order_of_slots_gives_the_same_node() {
        List<String> routes = routes(12);
        List<String> shuffled = new ArrayList<>(routes);
        Collections.shuffle(shuffled, new Random(5));
        for (int key = 0; key < KEYS; key++) {
            assertThat(placeOf(shuffled, key)).isEqualTo(placeOf(routes, key));
        }
        assertThat(placeOf(routes, 4711)).as("and so it will stay").isEqualTo("node-6");
    }

    @Test
    void a_changed_load_moves_keys_only_if_wanted() {
        for (int key = 0; key < KEYS; key++) {
            int before =
                    new RendezvousHash(USER, false).choose(PoliciesTest.candidates(50, 50, 50), PoliciesTest.head(key));
            assertThat(new RendezvousHash(USER, false)
                            .choose(PoliciesTest.candidates(80, 10, 50), PoliciesTest.head(key)))
                    .isEqualTo(before);
        }
    }

    @Test
    void requests_without_the_key_are_served_in_turn() {
        RendezvousHash policy = new RendezvousHash(USER, false);
        int[] served = new int[2];
        for (int i = 0; i < 100; i++) {
            RequestHead none = new RequestHead("localhost", "/", "/", List.of("user=", "other=1"));
            served[policy.choose(PoliciesTest.candidates(50, 50), none)]++;
        }
        assertThat(served).containsExactly(50, 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOURCE", "HEADER", "COOKIE"})
    void the_key_is_where_it_is_said_to_be(String from) {
        RequestFields fields = new RequestFields() {
            @Override
            public @Nullable String header(String name) {
                return name.equals("X-User") ? "HEADER" : null;
            }

            @Override
            public String clientAddress() {
                return "SOURCE";
            }
        };
        RequestHead head = new RequestHead("localhost", "/", "/", List.of("a=b; X-User=\"COOKIE\""), fields);
        assertThat(new HashKey(HashKey.From.valueOf(from), "X-User").of(head)).isEqualTo(from);
    }

    private static String placeOf(List<String> routes, int key) {
        Candidates candidates = new Candidates();
        for (int i = 0; i < routes.size(); i++) {
            candidates.add(aNode(routes.get(i)).load(50).build(), i, 50 * Candidates.WHOLE);
        }
        return routes.get(new RendezvousHash(USER, false).choose(candidates, PoliciesTest.head(key)));
    }

    private static List<String> routes(int count) {
        List<String> routes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            routes.add("node-" + i);
        }
        return routes;
    }
}
