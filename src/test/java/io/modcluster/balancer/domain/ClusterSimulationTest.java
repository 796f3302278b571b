package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.BalancerRules;
import io.modcluster.balancer.domain.routing.Balancing;
import io.modcluster.balancer.domain.routing.BalancingPolicy;
import io.modcluster.balancer.domain.routing.HashKey;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.PolicyName;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.StickyRuling;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.RandomRequest;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import io.modcluster.balancer.testkit.SelectionRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One replica lives through random commands, intents of operators, clock jumps, node errors and requests; what must always hold is checked. */
class ClusterSimulationTest {
    @Test
    void what_must_always_hold_holds() {
        Seeds.upTo(200, random -> {
            World world = new World(random);
            for (int i = 0; i < 150; i++) {
                world.command();
                world.intent();
                world.errors();
                world.request();
                world.request();
            }
        });
    }

    private static final class World {
        private final Random random;
        private final RandomCommands commands;
        private final VirtualHostMode mode;
        private final ScriptedStamps stamps = new ScriptedStamps("a");
        private final Map<JvmRoute, Node> replica = new HashMap<>();
        private Intents intents = Intents.EMPTY;
        private final Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
        private final RoutingTableBuilder builder;
        private final NodeSelector selector;

        World(Random random) {
            this.random = random;
            this.commands = new RandomCommands(random);
            this.mode = commands.pick(List.of(VirtualHostMode.values()));
            this.builder = new RoutingTableBuilder(mode);
            this.selector =
                    new NodeSelector(balancing(random), random.nextBoolean(), SelectionRules.RETRY_AFTER_MILLIS);
        }

        private static Balancing balancing(Random random) {
            PolicyName[] names = PolicyName.values();
            BalancingPolicy policy = names[random.nextInt(names.length)].create(
                    HashKey.SOURCE, route -> random.nextInt(20), bound -> random.nextInt((int) bound));
            return new Balancing(
                    new BalancerRules(policy, random.nextInt(3) * 5_000L, StickyRuling.NONE, null), Map.of());
        }

        void command() {
            stamps.advance(Duration.ofMillis(random.nextInt(8000) - 1000));
            NodeCommand command = commands.next();
            if (apply(command) instanceof Transition.Changed) {
                Transition again = apply(command);
                if (again instanceof Transition.Changed changed) {
                    assertThat(changed.events())
                            .as("the same command twice: %s", command)
                            .isEmpty();
                }
            }
        }

        private Transition apply(NodeCommand command) {
            Transition transition = command.applyTo(replica.get(command.route()), stamps.next(), TableLimits.DEFAULT);
            if (transition instanceof Transition.Changed changed) {
                replica.put(command.route(), changed.next());
                builder.put(intents.applyTo(changed.next()));
            }
            return transition;
        }

        void intent() {
            if (random.nextInt(4) == 0) {
                Intent intent = commands.intent();
                intents = intents.with(intent, stamps.next());
                replica.values().stream()
                        .filter(intent.target()::concerns)
                        .forEach(said -> builder.put(intents.applyTo(said)));
            }
        }

        void errors() {
            JvmRoute route = new JvmRoute(commands.pick(RandomCommands.ROUTES));
            if (random.nextInt(3) == 0) {
                long ago = random.nextInt(90_000);
                faults.put(route, new Reachability.Fault("refused", now() - ago, now() - ago, 1));
            } else {
                faults.remove(route);
            }
        }

        void request() {
            NaiveRouting rules = new NaiveRouting(replica.values(), intents.wanted(), mode);
            new SelectionRules(builder.build(), rules, faults, now()).check(selector, RandomRequest.of(random));
        }

        private long now() {
            return stamps.wallMicros() / 1000;
        }
    }
}
