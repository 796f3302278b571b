package io.modcluster.balancer.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.IntentChange;
import io.modcluster.balancer.domain.Intents;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.testkit.Seeds;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What members tell the cluster of the changes that were said to them. */
class ToldSimulationTest {
    private static final int STEPS = 60;
    private static final Set<NodeEvent.Type> NODES =
            Set.of(NodeEvent.Type.NODE_REGISTERED, NodeEvent.Type.NODE_UPDATED, NodeEvent.Type.NODE_REMOVED);

    private static SimulatedCluster livedThrough(Random random, SimulatedCluster.Weather weather) {
        SimulatedCluster cluster = new SimulatedCluster(random, weather);
        for (int i = 0; i < STEPS; i++) {
            cluster.step();
        }
        cluster.settle();
        return cluster;
    }

    /** Nobody dies here: what a member wrote and did not live to tell, nobody tells. */
    @Test
    void whoever_keeps_the_newest_that_was_told_knows_what_holds_whatever_went_wrong() {
        Seeds.upTo(50, random -> {
            boolean splits = random.nextBoolean();
            SimulatedCluster cluster = livedThrough(
                    random,
                    new SimulatedCluster.Weather(
                            splits,
                            false,
                            random.nextBoolean(),
                            true,
                            random.nextBoolean(),
                            random.nextInt(4) == 0,
                            false));
            List<NodeEvent> told = cluster.told();
            NodeRegistry end = cluster.living().get(0).registry();
            end.nodes().forEach(node -> wasTold(told, node));
            if (!splits) {
                wereTold(cluster.toldIntents(), end.intents());
            }
            end.intents().wanted().forEach(intent -> assertThat(cluster.toldIntents())
                    .extracting(change -> change.now().value())
                    .contains(intent));
        });
    }

    private static void wasTold(List<NodeEvent> told, Node node) {
        Optional<NodeEvent.Type> last =
                newest(told, node, event -> NODES.contains(event.type())).map(NodeEvent::type);
        if (!node.isRegistered()) {
            assertThat(last.orElse(NodeEvent.Type.NODE_REMOVED))
                    .as("end of %s", node)
                    .isEqualTo(NodeEvent.Type.NODE_REMOVED);
            return;
        }
        // settings that are newer than a removal that came from elsewhere: it is registered
        assertThat(last).as("%s", node).isPresent().isNotEqualTo(Optional.of(NodeEvent.Type.NODE_REMOVED));
        node.contexts().forEach((key, row) -> {
            Optional<NodeEvent> newest = newest(
                    told, node, event -> isOf(event, key) && event.stamp().isAfter(node.removed()));
            // a repetition is no event; where it outlives the end of a node that it was not about, nobody tells of it
            if (newest.isPresent()
                    || told.stream().anyMatch(event -> event.stamp().equals(row.stamp()))) {
                assertThat(newest.map(NodeEvent::after).orElse(""))
                        .as("%s of %s", key, node)
                        .isEqualTo(text(row));
            }
        });
    }

    private static boolean isOf(NodeEvent event, ContextKey key) {
        return event.type() == NodeEvent.Type.CONTEXT_CHANGED && event.subject().equals(key.alias() + "|" + key.path());
    }

    private static String text(Register<ContextState> row) {
        ContextStatus status = row.value().status();
        return status == ContextStatus.REMOVED ? "" : status.name();
    }

    private static Optional<NodeEvent> newest(List<NodeEvent> told, Node node, Predicate<NodeEvent> which) {
        return told.stream()
                .filter(event -> event.route().equals(node.route()) && which.test(event))
                .max(Comparator.comparing(NodeEvent::stamp));
    }

    /** Not after a split: a wish that was repeated on one side, where it was none, may hold over a change of the other. */
    private static void wereTold(List<IntentChange> told, Intents intents) {
        intents.all().forEach(said -> {
            Wish last = told.stream()
                    .map(IntentChange::now)
                    .filter(now -> now.value().target().equals(said.value().target()))
                    .max(Comparator.comparing(Register::stamp))
                    .map(now -> now.value().wish())
                    .orElse(Wish.NONE);
            assertThat(last).as("%s", said).isEqualTo(said.value().wish());
        });
    }

    @Test
    void in_calm_weather_each_change_is_told_once() {
        Seeds.upTo(50, random -> {
            SimulatedCluster cluster = livedThrough(random, SimulatedCluster.Weather.CALM);
            List<NodeEvent> told = cluster.told();
            // who replaces a node signs its end with no name: two members that do so in one microsecond end it together
            assertThat(told.stream()
                            .filter(event -> event.type() != NodeEvent.Type.CONTEXT_CHANGED
                                    && !event.stamp().member().isEmpty()))
                    .doesNotHaveDuplicates();
            Set<NodeEvent> once = new HashSet<>();
            told.stream()
                    .filter(event -> event.type() == NodeEvent.Type.CONTEXT_CHANGED && !once.add(event))
                    .forEach(twice -> assertThat(told)
                            .as(
                                    "told again only of a node that was removed at the same moment, and came back: %s",
                                    twice)
                            .anyMatch(event -> event.type() == NodeEvent.Type.NODE_REMOVED
                                    && event.route().equals(twice.route())
                                    && twice.stamp().isAfter(event.stamp())
                                    && twice.stamp().micros() - event.stamp().micros() < SimulatedCluster.SECOND));
            cluster.living().get(0).registry().nodes().forEach(node -> wasTold(told, node));
        });
    }
}
