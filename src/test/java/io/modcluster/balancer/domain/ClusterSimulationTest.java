package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.domain.routing.LeastElected;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.RequestHead;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.domain.routing.RoutingTableBuilder;
import io.modcluster.balancer.domain.routing.Selection;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One replica lives through random commands, intents of operators, clock jumps, node errors and requests; what must always hold is checked. */
class ClusterSimulationTest {
    private static final long RETRY_AFTER_MILLIS = 60_000;

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
            this.selector = new NodeSelector(new LeastElected(), random.nextBoolean(), RETRY_AFTER_MILLIS);
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
            String session = random.nextInt(3) == 0 ? "" : "abc." + commands.pick(RandomCommands.ROUTES);
            List<String> cookies = session.isEmpty() ? List.of() : List.of("JSESSIONID=" + session);
            String path = commands.pick(RandomCommands.REQUEST_PATHS);
            RequestHead head = new RequestHead(commands.pick(RandomCommands.HOSTS), path, path, cookies);
            Set<JvmRoute> tried = new HashSet<>();
            if (random.nextInt(4) == 0) {
                tried.add(new JvmRoute(commands.pick(RandomCommands.ROUTES)));
            }
            RoutingTable table = builder.build();
            Selection selection = selector.select(table, new Reachability(faults), head, tried, now());
            new Expectation(table, head, session, tried).check(selection);
        }

        private long now() {
            return stamps.wallMicros() / 1000;
        }

        /** What may become of one request. */
        private final class Expectation {
            private final RoutingTable table;
            private final Map<JvmRoute, ContextStatus> targets;
            private final boolean hasSession;
            private final Set<JvmRoute> tried;
            private final @Nullable Node home;

            Expectation(RoutingTable table, RequestHead head, String session, Set<JvmRoute> tried) {
                this.table = table;
                this.targets =
                        new NaiveRouting(replica.values(), intents.wanted(), mode).targets(head.host(), head.path());
                this.hasSession = !session.isEmpty();
                this.tried = tried;
                Node known = hasSession ? table.node(new JvmRoute(session.substring(4))) : null;
                this.home = known != null && sticky(known).enabled() ? known : null;
            }

            void check(Selection selection) {
                if (selection instanceof Selection.Chosen chosen) {
                    check(chosen);
                } else if (selection instanceof Selection.Rejected rejected) {
                    check(rejected.reason());
                }
                if (home != null && isUsable(home) && maySeeItsSession(home)) {
                    assertThat(selection).isInstanceOfSatisfying(Selection.Chosen.class, chosen -> {
                        assertThat(chosen.node())
                                .as("a session stays while its node is up")
                                .isEqualTo(home);
                        assertThat(chosen.affinity()).isEqualTo(Selection.Affinity.HIT);
                    });
                }
            }

            private void check(Selection.Chosen chosen) {
                Node node = chosen.node();
                assertThat(isUsable(node))
                        .as("STOPPED never, DISABLED for sessions, no node twice")
                        .isTrue();
                assertThat(table.node(node.route())).isEqualTo(node);
                if (node.equals(home)) {
                    return;
                }
                assertThat(isUp(node))
                        .as("a node in error serves its own sessions only")
                        .isTrue();
                if (home != null && concerns(home)) {
                    boolean kin = !home.lbGroup().isEmpty() && node.lbGroup().equals(home.lbGroup());
                    boolean sameBalancer = node.balancerName().equals(home.balancerName());
                    boolean groupServes = !home.lbGroup().isEmpty()
                            && usableIn(home.balancerName())
                                    .anyMatch(other -> other.lbGroup().equals(home.lbGroup()) && isActive(other));
                    assertThat(!groupServes || (kin && isActive(node)))
                            .as("failover within the group")
                            .isTrue();
                    assertThat(!sticky(home).force() || (kin && sameBalancer))
                            .as("force never moves")
                            .isTrue();
                }
                if (!isActive(node)) {
                    assertThat(usableIn(node.balancerName()).anyMatch(this::isActive))
                            .as("hot standby only when nobody is up")
                            .isFalse();
                }
            }

            private void check(Selection.Reason reason) {
                boolean someOpen = targets.values().stream().anyMatch(status -> status.admits(hasSession));
                switch (reason) {
                    case NO_CONTEXT -> assertThat(targets).isEmpty();
                    case CONTEXT_CLOSED -> {
                        assertThat(targets).isNotEmpty();
                        assertThat(someOpen).isFalse();
                    }
                    case NO_NODE_UP -> assertThat(usable().anyMatch(this::isUp)).isFalse();
                    case SESSION_NODE_LOST -> assertThat(hasSession).isTrue();
                }
            }

            /** Whether the balancer of a session's node has the context open, so that the session counts. */
            private boolean concerns(Node node) {
                return targets.entrySet().stream()
                        .anyMatch(target -> target.getValue().admits(hasSession)
                                && registered(target.getKey()).balancerName().equals(node.balancerName()));
            }

            private Stream<Node> usable() {
                return targets.keySet().stream().map(this::registered).filter(this::isUsable);
            }

            private Stream<Node> usableIn(String balancer) {
                return usable().filter(node -> node.balancerName().equals(balancer));
            }

            private boolean isUsable(Node node) {
                ContextStatus status = targets.getOrDefault(node.route(), ContextStatus.REMOVED);
                return status.admits(hasSession) && !tried.contains(node.route());
            }

            private boolean isUp(Node node) {
                return node.load().value().value() >= 0 && !faults.containsKey(node.route());
            }

            private boolean isActive(Node node) {
                return isUp(node) && node.load().value().isActive();
            }

            private boolean maySeeItsSession(Node node) {
                Reachability.Fault fault = faults.get(node.route());
                return fault == null || now() - fault.lastMillis() >= RETRY_AFTER_MILLIS;
            }

            private StickySession sticky(Node node) {
                return table.balancer(node.balancerName()).sticky();
            }

            private Node registered(JvmRoute route) {
                return Objects.requireNonNull(table.node(route));
            }
        }
    }
}
