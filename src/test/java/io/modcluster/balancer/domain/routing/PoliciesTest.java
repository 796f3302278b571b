package io.modcluster.balancer.domain.routing;

import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each policy promises: shares by weight, nobody starves, the same again from the same seed. */
class PoliciesTest {
    private static final int PICKS = 20_000;

    private final Map<String, Integer> busy = new HashMap<>();

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void shares_follow_weights_when_nobody_is_busy(PolicyName name) {
        for (long seed = 0; seed < 20; seed++) {
            int[] loads = loads(new Random(seed));
            int[] served = serve(name, loads, seed, 0);
            double sum = name == PolicyName.HASH
                    ? loads.length
                    : Arrays.stream(loads).sum();
            for (int i = 0; i < loads.length; i++) {
                double expected = (name == PolicyName.HASH ? 1 : loads[i]) / sum;
                // four deviations, for those that go by chance or by hash
                double deviation = 4 * Math.sqrt(expected * (1 - expected) / PICKS) + 2.0 / PICKS;
                assertThat((double) served[i] / PICKS)
                        .as("seed %d load %d of %s", seed, loads[i], Arrays.toString(loads))
                        .isCloseTo(expected, within(deviation));
                assertThat(served[i]).as("nobody starves").isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void shares_follow_weights_roughly_when_all_are_busy(PolicyName name) {
        int[] loads = {100, 50, 25, 75};
        int[] served = serve(name, loads, 7, 60);
        double sum = name == PolicyName.HASH ? 4 : 250;
        for (int i = 0; i < loads.length; i++) {
            double expected = (name == PolicyName.HASH ? 1 : loads[i]) / sum;
            assertThat((double) served[i] / PICKS).isCloseTo(expected, within(expected / 5));
        }
    }

    @ParameterizedTest
    @EnumSource(PolicyName.class)
    void the_same_seed_gives_the_same_choices(PolicyName name) {
        int[] loads = {3, 90, 20, 20, 1};
        assertThat(serve(name, loads, 3, 10)).isEqualTo(serve(name, loads, 3, 10));
    }

    @Test
    void round_robin_is_smooth() {
        BalancingPolicy policy = new RoundRobin();
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 14; i++) {
            order.append("abc".charAt(policy.choose(candidates(50, 10, 10), head(i))));
        }
        assertThat(order).hasToString("aabacaaaabacaa");
    }

    @Test
    void least_in_flight_avoids_who_answers_slowly() {
        BalancingPolicy policy = PolicyName.LEAST_IN_FLIGHT.create(HashKey.SOURCE, this::inFlight, bound -> 0);
        busy.put("n0", 10);
        busy.put("n1", 2);
        for (int i = 0; i < 10; i++) {
            assertThat(policy.choose(candidates(50, 50), head(i))).isEqualTo(1);
        }
        busy.put("n0", 2);
        assertThat(List.of(policy.choose(candidates(50, 50), head(0)), policy.choose(candidates(50, 50), head(0))))
                .containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void in_flight_counts_by_weight() {
        BalancingPolicy least = PolicyName.LEAST_IN_FLIGHT.create(HashKey.SOURCE, this::inFlight, bound -> 0);
        BalancingPolicy two = PolicyName.POWER_OF_TWO.create(HashKey.SOURCE, this::inFlight, bound -> 0);
        busy.put("n0", 4);
        busy.put("n1", 3);
        for (int i = 0; i < 5; i++) {
            assertThat(least.choose(candidates(100, 10), head(i))).isZero();
            assertThat(two.choose(candidates(100, 10), head(i))).isZero();
        }
        busy.put("n0", 40);
        assertThat(least.choose(candidates(100, 10), head(0))).isEqualTo(1);
        assertThat(two.choose(candidates(100, 10), head(0))).isEqualTo(1);
    }

    @Test
    void power_of_two_draws_two_different_ones_whatever_the_dice() {
        busy.put("n0", 5);
        for (long die : new long[] {0, 1, Long.MAX_VALUE}) {
            BalancingPolicy policy =
                    PolicyName.POWER_OF_TWO.create(HashKey.SOURCE, this::inFlight, bound -> Math.min(die, bound - 1));
            assertThat(policy.choose(candidates(50, 50), head(0))).isEqualTo(1);
            assertThat(policy.choose(candidates(50), head(0))).isZero();
        }
    }

    @Test
    void a_changed_load_counts_from_now_on() {
        LeastElected policy = new LeastElected();
        int[] served = new int[2];
        for (int i = 0; i < 1010; i++) {
            served[take(policy, candidates(1, 100), i)]++;
        }
        assertThat(served).containsExactly(10, 1000);
        int[] after = new int[2];
        for (int i = 0; i < 100; i++) {
            after[take(policy, candidates(100, 100), i)]++;
        }
        assertThat(after[0]).as("no making up for the time before").isBetween(49, 51);
    }

    private int inFlight(io.modcluster.balancer.domain.JvmRoute route) {
        return busy.getOrDefault(route.value(), 0);
    }

    private int[] serve(PolicyName name, int[] loads, long seed, int concurrency) {
        Random random = new Random(seed);
        busy.clear();
        BalancingPolicy policy = name.create(
                new HashKey(HashKey.From.COOKIE, "user"), this::inFlight, bound -> random.nextInt((int) bound));
        int[] served = new int[loads.length];
        Deque<Integer> running = new ArrayDeque<>();
        for (int i = 0; i < PICKS; i++) {
            int taken = take(policy, candidates(loads), random.nextInt());
            served[taken]++;
            if (concurrency > 0) {
                busy.merge("n" + taken, 1, Integer::sum);
                running.add(taken);
                if (running.size() > concurrency) {
                    busy.merge("n" + running.poll(), -1, Integer::sum);
                }
            }
            if (i % 5000 == 4999) {
                policy.nextWindow();
            }
        }
        return served;
    }

    private static int take(BalancingPolicy policy, Candidates candidates, int user) {
        int taken = policy.choose(candidates, head(user));
        policy.elected(candidates.slot(taken), candidates.node(taken));
        return taken;
    }

    private static int[] loads(Random random) {
        int[] loads = new int[2 + random.nextInt(9)];
        for (int i = 0; i < loads.length; i++) {
            loads[i] = 1 + random.nextInt(100);
        }
        return loads;
    }

    static Candidates candidates(int... loads) {
        Candidates candidates = new Candidates();
        for (int i = 0; i < loads.length; i++) {
            candidates.add(aNode("n" + i).load(loads[i]).build(), i, loads[i] * Candidates.WHOLE);
        }
        return candidates;
    }

    static RequestHead head(int user) {
        return new RequestHead("localhost", "/", "/", new ArrayList<>(List.of("user=" + user)));
    }
}
