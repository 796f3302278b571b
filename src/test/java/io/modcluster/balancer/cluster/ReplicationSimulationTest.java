package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.routing.Balancing;
import io.modcluster.balancer.domain.routing.LeastElected;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.Reachability;
import io.modcluster.balancer.domain.routing.Route;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.RandomRequest;
import io.modcluster.balancer.testkit.Seeds;
import io.modcluster.balancer.testkit.SelectionRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Replicas that hear of each other late, twice, in the wrong order, or for a time not at all, agree in the end. */
class ReplicationSimulationTest {
    private static final int STEPS = 60;
    private static final long NOW_MILLIS = 1_000_000_000;

    @Test
    void members_agree_in_the_end_and_nothing_is_lost_or_rises_again() {
        Seeds.upTo(200, random -> {
            SimulatedCluster cluster = livedThrough(random, SimulatedCluster.Weather.of(random, false));
            staysAsItIs(cluster);
            nothingWasLostOrRoseAgain(cluster);
            operatorsAreObeyed(cluster);
            for (int i = 0; i < 20; i++) {
                servesByTheRules(random, cluster);
            }
        });
    }

    @Test
    void members_agree_after_hours_of_forgetting() {
        Seeds.upTo(50, random -> staysAsItIs(livedThrough(random, SimulatedCluster.Weather.of(random, true))));
    }

    private static SimulatedCluster livedThrough(Random random, SimulatedCluster.Weather weather) {
        SimulatedCluster cluster = new SimulatedCluster(random, weather);
        for (int i = 0; i < STEPS; i++) {
            cluster.step();
            servesByTheRules(random, cluster);
        }
        cluster.settle();
        return cluster;
    }

    /** Whatever one of them knows by now, it sends requests where they may go. */
    private static void servesByTheRules(Random random, SimulatedCluster cluster) {
        SimulatedMember member =
                cluster.living().get(random.nextInt(cluster.living().size()));
        Map<JvmRoute, Reachability.Fault> faults = new HashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            long at = NOW_MILLIS - random.nextInt(90_000);
            String route = RandomCommands.ROUTES.get(random.nextInt(RandomCommands.ROUTES.size()));
            faults.put(new JvmRoute(route), new Reachability.Fault("refused", at, at, 1));
        }
        NodeRegistry registry = member.registry();
        NaiveRouting routing =
                new NaiveRouting(registry.nodes(), registry.intents().wanted(), cluster.mode());
        SelectionRules rules = new SelectionRules(registry.table(), routing, faults, NOW_MILLIS);
        NodeSelector selector = new NodeSelector(
                Balancing.by(new LeastElected()), random.nextBoolean(), SelectionRules.RETRY_AFTER_MILLIS);
        for (int i = 0; i < 5; i++) {
            rules.check(selector, RandomRequest.of(random));
        }
    }

    private static void staysAsItIs(SimulatedCluster cluster) {
        long writes = cluster.map().writes();
        agree(cluster);
        cluster.synchronize();
        cluster.synchronize();
        assertThat(cluster.map().writes())
                .as("nobody has anything more to write")
                .isEqualTo(writes);
        agree(cluster);
    }

    @Test
    void the_number_of_the_table_stays_the_same_whoever_comes_and_goes() {
        Seeds.upTo(50, random -> {
            SimulatedCluster cluster = new SimulatedCluster(
                    random, new SimulatedCluster.Weather(false, true, false, false, true, false, true));
            Set<Long> first = cluster.generations();
            assertThat(first).hasSize(1);
            for (int i = 0; i < 50; i++) {
                cluster.step();
                assertThat(cluster.generations()).isEqualTo(first);
            }
        });
    }

    private static void agree(SimulatedCluster cluster) {
        SimulatedMember first = cluster.living().get(0);
        for (SimulatedMember member : cluster.living()) {
            assertThat(member.texts()).as(member.name()).isEqualTo(cluster.map().entries());
            assertThat(member.registry().generation())
                    .isEqualTo(first.registry().generation());
            Map<JvmRoute, Node> nodes = nodes(member);
            assertThat(nodes.keySet()).isEqualTo(nodes(first).keySet());
            nodes(first).forEach((route, node) -> assertThat(nodes.get(route))
                    .as("%s at %s and %s", route, member.name(), first.name())
                    .isEqualTo(node));
            assertThat(member.registry().intents().wanted())
                    .as("intents at %s", member.name())
                    .isEqualTo(first.registry().intents().wanted());
            assertThat(routes(member.registry().table()))
                    .isEqualTo(routes(first.registry().table()));
        }
        agreesWithThePlainRules(cluster, first);
    }

    /** Without removals that are over: one member may remember them longer than the other. */
    private static Map<JvmRoute, Node> nodes(SimulatedMember member) {
        return member.registry().nodes().stream()
                .filter(node -> !member.registry().isOver(node))
                .map(ReplicationSimulationTest::essence)
                .collect(Collectors.toMap(Node::route, node -> node));
    }

    /** Without what members forget when they like: removals that are over, and loads of nodes that are gone. */
    private static Node essence(Node node) {
        Node kept = node.withoutRowsRemovedBefore(Long.MAX_VALUE);
        return kept.isRegistered()
                ? new Node(
                        kept.route(), kept.config(), kept.load(), Node.NEVER_REMOVED, kept.contexts(), kept.foreign())
                : kept.withLoad(LoadFactor.HOT_STANDBY, Stamp.NEVER);
    }

    private static Map<String, String> routes(RoutingTable table) {
        Map<String, String> routes = new HashMap<>();
        for (String host : RandomCommands.HOSTS) {
            for (String path : RandomCommands.REQUEST_PATHS) {
                Route route = table.find(host, path);
                Map<JvmRoute, Object> targets = new TreeMap<>();
                if (route != null) {
                    route.targets().forEach(target -> targets.put(target.node(), target.status()));
                }
                routes.put(host + path, route == null ? "" : route.context() + targets);
            }
        }
        return routes;
    }

    private static void agreesWithThePlainRules(SimulatedCluster cluster, SimulatedMember member) {
        NodeRegistry registry = member.registry();
        NaiveRouting rules =
                new NaiveRouting(registry.nodes(), registry.intents().wanted(), cluster.mode());
        routes(registry.table()).forEach((hostAndPath, found) -> {
            int slash = hostAndPath.indexOf('/');
            assertThat(found)
                    .as(hostAndPath)
                    .isEqualTo(rules.find(hostAndPath.substring(0, slash), hostAndPath.substring(slash)));
        });
    }

    private static void nothingWasLostOrRoseAgain(SimulatedCluster cluster) {
        Map<JvmRoute, Node> end = nodes(cluster.living().get(0));
        end.forEach((route, node) -> {
            Node all = Objects.requireNonNull(cluster.accepted().get(route));
            assertThat(essence(all.merge(node)))
                    .as("nothing holds that nobody said")
                    .isEqualTo(essence(all));
        });
        for (SimulatedMember member : cluster.living()) {
            member.learned().forEach((route, learned) -> {
                Node node = end.get(route);
                if (node == null) {
                    assertThat(learned.isRegistered())
                            .as("only what was removed is forgotten: %s", route)
                            .isFalse();
                } else {
                    assertThat(essence(node.merge(learned)))
                            .as("what %s knew holds, or what came after it", member.name())
                            .isEqualTo(essence(node));
                }
            });
        }
    }

    private static void operatorsAreObeyed(SimulatedCluster cluster) {
        Intents end = cluster.living().get(0).registry().intents();
        for (Register<Intent> said : end.all()) {
            assertThat(cluster.acceptedIntents().merge(said))
                    .as("nothing holds that nobody stated: %s", said)
                    .isEqualTo(cluster.acceptedIntents());
        }
        for (SimulatedMember member : cluster.living()) {
            for (Register<Intent> learned : member.learnedIntents().all()) {
                Register<Intent> holds = end.get(learned.value().target());
                if (holds == null) {
                    assertThat(learned.value().wish())
                            .as("only what was taken back is forgotten: %s", learned)
                            .isEqualTo(Wish.NONE);
                } else {
                    assertThat(holds.merge(learned))
                            .as("what was stated at %s holds, or what was stated after it", member.name())
                            .isEqualTo(holds);
                }
            }
        }
    }
}
