package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.routing.Route;
import io.modcluster.balancer.domain.routing.RoutingTable;
import io.modcluster.balancer.testkit.NaiveRouting;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.Seeds;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

    @Test
    void members_agree_in_the_end_and_nothing_is_lost_or_rises_again() {
        Seeds.upTo(200, random -> {
            SimulatedCluster cluster = livedThrough(random, SimulatedCluster.Weather.of(random, false));
            staysAsItIs(cluster);
            nothingWasLostOrRoseAgain(cluster);
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
        }
        cluster.settle();
        return cluster;
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

    @Test
    void in_calm_weather_each_change_is_told_once() {
        Seeds.upTo(50, random -> {
            SimulatedCluster cluster = livedThrough(random, SimulatedCluster.Weather.CALM);
            List<NodeEvent> told = cluster.told();
            assertThat(told.stream().filter(event -> event.type() != NodeEvent.Type.CONTEXT_CHANGED))
                    .doesNotHaveDuplicates();
            Set<NodeEvent> once = new HashSet<>();
            told.stream().filter(event -> !once.add(event)).forEach(twice -> assertThat(told)
                    .as("told again only of a node that was removed at the same moment, and came back: %s", twice)
                    .anyMatch(event -> event.type() == NodeEvent.Type.NODE_REMOVED
                            && event.route().equals(twice.route())
                            && twice.stamp().isAfter(event.stamp())
                            && twice.stamp().micros() - event.stamp().micros() < SimulatedCluster.SECOND));
            everythingThatHoldsWasTold(cluster);
        });
    }

    /** Who hears everything and goes by the stamps knows what holds; what was said twice has another stamp. */
    private static void everythingThatHoldsWasTold(SimulatedCluster cluster) {
        Map<JvmRoute, List<NodeEvent>> told = cluster.told().stream()
                .sorted(Comparator.comparing(NodeEvent::stamp))
                .collect(Collectors.groupingBy(NodeEvent::route));
        for (Node node : cluster.living().get(0).registry().nodes()) {
            NodeEvent.Type last = NodeEvent.Type.NODE_REMOVED;
            Map<String, String> contexts = new TreeMap<>();
            for (NodeEvent event : told.getOrDefault(node.route(), List.of())) {
                if (event.type() == NodeEvent.Type.CONTEXT_CHANGED) {
                    contexts.put(event.subject(), event.after());
                } else {
                    last = event.type();
                }
            }
            assertThat(last != NodeEvent.Type.NODE_REMOVED).as("%s", node).isEqualTo(node.isRegistered());
            if (node.isRegistered()) {
                Map<String, String> holding = new TreeMap<>();
                node.rows()
                        .forEach(row -> holding.put(
                                row.getKey().alias() + "|" + row.getKey().path(),
                                row.getValue().status().name()));
                assertThat(contexts).as("%s", node).containsAllEntriesOf(holding);
            }
        }
    }

    private static void agree(SimulatedCluster cluster) {
        SimulatedMember first = cluster.living().get(0);
        for (SimulatedMember member : cluster.living()) {
            assertThat(texts(member)).as(member.name()).isEqualTo(cluster.map().entries());
            assertThat(member.registry().generation())
                    .isEqualTo(first.registry().generation());
            Map<JvmRoute, Node> nodes = nodes(member);
            assertThat(nodes.keySet()).isEqualTo(nodes(first).keySet());
            nodes(first).forEach((route, node) -> assertThat(nodes.get(route))
                    .as("%s at %s and %s", route, member.name(), first.name())
                    .isEqualTo(node));
            assertThat(routes(member.registry().table()))
                    .isEqualTo(routes(first.registry().table()));
        }
        agreesWithThePlainRules(cluster, first);
    }

    private static Map<String, String> texts(SimulatedMember member) {
        Map<String, String> texts = new TreeMap<>();
        for (String key : member.entries().keys()) {
            Replica.Version version = member.entries().version(key);
            if (version != null) {
                texts.put(key, version.text());
            }
        }
        return texts;
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
        NaiveRouting rules = new NaiveRouting(member.registry().nodes(), cluster.mode());
        routes(member.registry().table()).forEach((hostAndPath, found) -> {
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
}
