package io.modcluster.balancer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.command.NodeCommand;
import io.modcluster.balancer.domain.command.Transition;
import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeMergePropertyTest {
    private static final JvmRoute ROUTE = new JvmRoute("n1");

    @Test
    void merging_is_commutative_associative_and_idempotent() {
        Seeds.upTo(200, random -> {
            List<Node> versions = history(random, 60);
            for (int i = 0; i < 100; i++) {
                Node a = versions.get(random.nextInt(versions.size()));
                Node b = versions.get(random.nextInt(versions.size()));
                Node c = versions.get(random.nextInt(versions.size()));
                assertThat(a.merge(a)).isEqualTo(a);
                assertThat(a.merge(b)).isEqualTo(b.merge(a));
                assertThat(a.merge(b).merge(c)).isEqualTo(a.merge(b.merge(c)));
                assertThat(a.merge(b).merge(b)).isEqualTo(a.merge(b));
            }
        });
    }

    @Test
    void replicas_that_heard_the_same_in_any_order_agree() {
        Seeds.upTo(200, random -> {
            List<Node> versions = history(random, 40);
            Node inOrder = versions.stream().reduce(Node::merge).orElseThrow();
            Collections.shuffle(versions, random);
            versions.addAll(versions.subList(0, versions.size() / 2));
            assertThat(versions.stream().reduce(Node::merge).orElseThrow()).isEqualTo(inOrder);
        });
    }

    @Test
    void the_result_of_a_command_outlives_what_it_was_made_from() {
        Seeds.upTo(
                200,
                random -> history(random, 60, (before, after) -> {
                    assertThat(after.merge(before)).isEqualTo(after);
                    assertThat(before.merge(after)).isEqualTo(after);
                }));
    }

    private interface Step {
        void see(Node before, Node after);
    }

    private static List<Node> history(Random random, int steps) {
        return history(random, steps, (before, after) -> {});
    }

    /** All versions of one node at three members that hear of each other now and then, their clocks apart. */
    private static List<Node> history(Random random, int steps, Step step) {
        List<ScriptedStamps> clocks =
                List.of(new ScriptedStamps("a"), new ScriptedStamps("b"), new ScriptedStamps("c"));
        @Nullable Node[] replicas = new Node[clocks.size()];
        RandomCommands commands = new RandomCommands(random);
        List<Node> versions = new ArrayList<>();
        while (versions.size() < steps) {
            int member = random.nextInt(clocks.size());
            ScriptedStamps clock = clocks.get(member);
            clock.advance(Duration.ofMillis(random.nextInt(4000) - 500));
            Node heard = replicas[random.nextInt(clocks.size())];
            Node before = replicas[member];
            if (heard != null && random.nextInt(3) == 0) {
                before = before == null ? heard : before.merge(heard);
                newest(before).forEach(clock::saw);
            }
            NodeCommand command = commands.next();
            if (command.route().equals(ROUTE)
                    && command.applyTo(before, clock.next(), TableLimits.DEFAULT)
                            instanceof Transition.Changed changed) {
                if (before != null) {
                    step.see(before, changed.next());
                }
                before = withForeign(random, changed.next(), clock.next());
                versions.add(before);
            }
            replicas[member] = before;
        }
        return versions;
    }

    /** What a member of a later version may say beside it: of the node at any time, and along with its CONFIG. */
    private static Node withForeign(Random random, Node node, Stamp now) {
        TreeMap<String, Register<String>> foreign = new TreeMap<>(node.foreign());
        if (random.nextInt(3) == 0) {
            foreign.put("x" + random.nextInt(2), new Register<>("later", now));
        }
        if (random.nextInt(3) == 0) {
            foreign.put("config.y", new Register<>("later", node.config().stamp()));
        }
        return new Node(node.route(), node.config(), node.load(), node.removal(), node.contexts(), foreign);
    }

    private static List<Stamp> newest(Node node) {
        List<Stamp> stamps =
                new ArrayList<>(List.of(node.config().stamp(), node.load().stamp(), node.removed()));
        node.contexts().values().forEach(row -> stamps.add(row.stamp()));
        node.foreign().values().forEach(said -> stamps.add(said.stamp()));
        return stamps;
    }
}
