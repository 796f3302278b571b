package io.modcluster.balancer.domain.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.RandomRequest;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What explains is what chooses, on random tables and requests, and explaining leaves no trace. */
class ExplanationPropertyTest {
    private static final int LAST_SEED = 199;
    private static final int PAIRS = 500;

    @Test
    void the_explanation_is_the_choice_on_100_000_random_pairs() {
        long[] pairs = {0};
        long[] chosen = {0};
        Seeds.upTo(LAST_SEED, random -> {
            World world = new World(random);
            for (int i = 0; i < PAIRS; i++) {
                world.change();
                pairs[0]++;
                chosen[0] += world.compare() ? 1 : 0;
            }
        });
        assertThat(pairs[0]).isIn(100_000L, (long) PAIRS);
        assertThat(chosen[0]).as("not all of them refused").isGreaterThan(pairs[0] / 10);
    }

    private static final class World {
        private final Random random;
        private final RandomCommands commands;
        private final ScriptedStamps stamps = new ScriptedStamps("a");
        private final Map<JvmRoute, Node> replica = new HashMap<>();
        private final Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
        private final RoutingTableBuilder builder;
        private final Dice dice = new Dice();
        private final Dice otherDice = new Dice();
        private final NodeSelector selector;
        /** Sees the same requests, and is never asked for an explanation. */
        private final NodeSelector unasked;

        World(Random random) {
            this.random = random;
            this.commands = new RandomCommands(random);
            this.builder = new RoutingTableBuilder(commands.pick(List.of(VirtualHostMode.values())));
            PolicyName name = commands.pick(List.of(PolicyName.values()));
            long slowStart = random.nextInt(3) * 5_000L;
            boolean byId = random.nextBoolean();
            this.selector = new NodeSelector(balancing(name, slowStart, dice), byId, 60_000);
            this.unasked = new NodeSelector(balancing(name, slowStart, otherDice), byId, 60_000);
        }

        private static Balancing balancing(PolicyName name, long slowStart, Chance chance) {
            BalancingPolicy policy = name.create(HashKey.SOURCE, route -> route.hashCode() & 15, chance);
            return new Balancing(new BalancerRules(policy, slowStart, StickyRuling.NONE, null), Map.of());
        }

        void change() {
            stamps.advance(Duration.ofMillis(random.nextInt(3000)));
            NodeCommand command = commands.next();
            Transition done = command.applyTo(replica.get(command.route()), stamps.next(), TableLimits.DEFAULT);
            if (done instanceof Transition.Changed changed) {
                replica.put(command.route(), changed.next());
                builder.put(changed.next());
            }
            JvmRoute route = new JvmRoute(commands.pick(RandomCommands.ROUTES));
            if (random.nextInt(6) == 0) {
                faults.put(route, new Reachability.Fault("refused", now(), now() - random.nextInt(90_000), 1));
            } else {
                faults.remove(route);
            }
        }

        /** Whether a node was chosen. */
        boolean compare() {
            RoutingTable table = builder.build();
            Reachability health = new Reachability(faults);
            RandomRequest request = RandomRequest.of(random);
            dice.rewindTo(otherDice);
            Explanation explained = selector.explain(table, health, request.head(), request.tried(), now());
            dice.rewindTo(otherDice);
            Selection selected = selector.select(table, health, request.head(), request.tried(), now());
            Selection alone = unasked.select(table, health, request.head(), request.tried(), now());

            assertThat(explained.selection()).isEqualTo(selected);
            assertThat(selected).as("explaining leaves no trace").isEqualTo(alone);
            List<Explanation.Candidate> taken = explained.steps().stream()
                    .flatMap(step -> step.candidates().stream())
                    .filter(Explanation.Candidate::chosen)
                    .toList();
            if (selected instanceof Selection.Chosen chosen) {
                assertThat(taken)
                        .extracting(Explanation.Candidate::node)
                        .containsExactly(chosen.node().route());
                return true;
            }
            assertThat(taken).isEmpty();
            return false;
        }

        private long now() {
            return stamps.wallMicros() / 1000;
        }
    }

    /** Dice that can be thrown again as they were. */
    private static final class Dice implements Chance {
        private long thrown;

        @Override
        public long below(long bound) {
            thrown++;
            return Math.floorMod((thrown * 0x9E3779B97F4A7C15L) >>> 7, bound);
        }

        void rewindTo(Dice other) {
            thrown = other.thrown;
        }
    }
}
