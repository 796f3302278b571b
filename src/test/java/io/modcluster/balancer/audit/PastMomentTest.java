package io.modcluster.balancer.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.Balancing;
import io.modcluster.balancer.domain.routing.Explanation;
import io.modcluster.balancer.domain.routing.HashKey;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.PolicyName;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.RandomRequest;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is rebuilt of the past explains as what was there did. */
class PastMomentTest {
    private static final int MOMENTS = 120;

    @Test
    void the_past_explains_a_request_as_the_present_did_when_it_was_there() {
        long[] chosen = {0};
        Seeds.upTo(49, random -> {
            World world = new World(random);
            List<Seen> all = new ArrayList<>();
            for (int i = 0; i < MOMENTS; i++) {
                all.add(world.next());
            }
            for (Seen seen : all) {
                PastMoment past = PastMoment.at(seen.millis, world.history, world.reachability, world.mode)
                        .orElseThrow();
                assertThat(past.knows()).isTrue();
                assertThat(explain(past.table(), past.seen(), seen.request, seen.millis))
                        .isEqualTo(seen.explanation);
                chosen[0] += seen.explanation.steps().isEmpty() ? 0 : 1;
            }
        });
        assertThat(chosen[0]).as("with candidates").isGreaterThan(500);
    }

    /** By a selector that counted nothing, on a policy that needs no counts: what is compared is the past alone. */
    private static Explanation explain(RoutingTable table, Reachability seen, RandomRequest request, long millis) {
        Balancing balancing = Balancing.by(PolicyName.HASH.create(HashKey.SOURCE, route -> 0, bound -> 0));
        return new NodeSelector(balancing, true, 60_000).explain(table, seen, request.head(), Set.of(), millis);
    }

    private record Seen(long millis, RandomRequest request, Explanation explanation) {}

    private static final class World {
        private final Random random;
        private final RandomCommands commands;
        private final ScriptedStamps stamps = new ScriptedStamps("a");
        private final Map<JvmRoute, Node> replica = new HashMap<>();
        private final Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
        private final TableHistory history = new TableHistory();
        private final ReachabilityHistory reachability = new ReachabilityHistory();
        private final VirtualHostMode mode;
        private final RoutingTableBuilder builder;

        World(Random random) {
            this.random = random;
            this.commands = new RandomCommands(random);
            this.mode = commands.pick(List.of(VirtualHostMode.values()));
            this.builder = new RoutingTableBuilder(mode);
        }

        Seen next() {
            // more than a minute: a load is kept once in one
            stamps.advance(Duration.ofSeconds(61 + random.nextInt(60)));
            NodeCommand command = commands.next();
            Transition done = command.applyTo(replica.get(command.route()), stamps.next(), TableLimits.DEFAULT);
            if (done instanceof Transition.Changed changed) {
                replica.put(command.route(), changed.next());
                builder.put(changed.next());
            }
            long now = stamps.wallMicros() / 1000;
            builder.forgetDeparted(stamps.wallMicros());
            JvmRoute route = new JvmRoute(commands.pick(RandomCommands.ROUTES));
            if (random.nextInt(4) == 0) {
                faults.put(route, new Reachability.Fault("refused", now, now - random.nextInt(90_000), 1));
            } else {
                faults.remove(route);
            }
            Reachability seen = new Reachability(faults);
            history.seen(now, Map.copyOf(replica));
            reachability.seen(now, seen);
            RandomRequest request = RandomRequest.of(random);
            return new Seen(now, request, explain(builder.build(), seen, request, now));
        }
    }

    @Test
    void views_are_bounded_and_repetitions_take_no_place() {
        ReachabilityHistory history = new ReachabilityHistory();
        history.resize(3);
        JvmRoute route = new JvmRoute("n1");
        for (int i = 0; i < 100; i++) {
            history.seen(i, new Reachability(Map.of(route, new Reachability.Fault("refused", 0, i, i + 1))));
        }
        assertThat(history.size()).isEqualTo(1);
        assertThat(history.at(50).orElseThrow().faultOf(route)).isNotNull();

        for (int i = 1; i <= 5; i++) {
            history.seen(
                    i * 10_000L,
                    i % 2 == 0 ? Reachability.ALL_UP : history.at(0).orElse(refused(route, i)));
        }
        assertThat(history.size()).isEqualTo(3);
        assertThat(history.at(29_999)).as("too long ago").isEmpty();
        assertThat(history.at(45_000)).contains(Reachability.ALL_UP);
    }

    private static Reachability refused(JvmRoute route, int count) {
        return new Reachability(Map.of(route, new Reachability.Fault("refused", 0, 0, count)));
    }

    @Test
    void a_moment_is_written_in_either_way() {
        assertThat(PastMoment.millisOf("at", "1764000000123")).isEqualTo(1_764_000_000_123L);
        assertThat(PastMoment.millisOf("at", "1970-01-01T00:00:01Z")).isEqualTo(1_000);
        for (String wrong : List.of("", "yesterday", "99999999999999999999", "-1", "+999999999-12-31T00:00:00Z")) {
            assertThatThrownBy(() -> PastMoment.millisOf("at", wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected");
        }
    }
}
