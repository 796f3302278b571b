package io.modcluster.balancer.domain;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.REMOVED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.RandomCommands;
import io.modcluster.balancer.testkit.ScriptedStamps;
import io.modcluster.balancer.testkit.Seeds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IntentsTest {
    private static final IntentTarget N1 = new IntentTarget.OfNode(new JvmRoute("n1"));
    private static final IntentTarget GROUP_A = new IntentTarget.OfLbGroup("A");

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final Node node = aNode("n1")
            .lbGroup("A")
            .context("localhost", "/app", ENABLED)
            .context("localhost", "/off", STOPPED)
            .context("localhost", "/gone", REMOVED)
            .context("other", "/app", ENABLED)
            .build();

    private Intents intents = Intents.EMPTY;

    private void want(IntentTarget target, Wish wish) {
        intents = intents.with(new Intent(target, wish, "test"), stamps.next());
    }

    private static IntentTarget context(@Nullable String alias, String path) {
        return new IntentTarget.OfContext(
                new JvmRoute("n1"), alias == null ? null : new Alias(alias), new ContextPath(path));
    }

    /** States of /app and /off at localhost, and of /app at other. */
    private List<ContextStatus> states() {
        Node seen = intents.applyTo(node);
        return List.of(
                status(seen, "localhost", "/app"), status(seen, "localhost", "/off"), status(seen, "other", "/app"));
    }

    private static ContextStatus status(Node node, String alias, String path) {
        return row(node, new ContextKey(new Alias(alias), new ContextPath(path)))
                .value()
                .status();
    }

    private static Register<ContextState> row(Node node, ContextKey key) {
        return Objects.requireNonNull(node.contexts().get(key));
    }

    @Test
    void the_more_careful_of_the_node_and_all_intents_holds() {
        want(N1, Wish.DRAIN);
        assertThat(states()).containsExactly(DISABLED, STOPPED, DISABLED);
        want(context("localhost", "/app"), Wish.STOP);
        assertThat(states()).containsExactly(STOPPED, STOPPED, DISABLED);
        want(N1, Wish.NONE);
        assertThat(states()).containsExactly(STOPPED, STOPPED, ENABLED);
        want(GROUP_A, Wish.DISABLE);
        assertThat(states()).containsExactly(STOPPED, STOPPED, DISABLED);
        want(context("localhost", "/app"), Wish.NONE);
        want(GROUP_A, Wish.NONE);
        assertThat(states()).containsExactly(ENABLED, STOPPED, ENABLED);
    }

    @Test
    void a_context_without_alias_is_meant_under_every_one() {
        want(context(null, "/app"), Wish.DISABLE);
        assertThat(states()).containsExactly(DISABLED, STOPPED, DISABLED);
    }

    @Test
    void what_was_removed_does_not_come_back_as_stopped() {
        want(N1, Wish.STOP);
        want(context("localhost", "/gone"), Wish.STOP);
        assertThat(status(intents.applyTo(node), "localhost", "/gone")).isEqualTo(REMOVED);
    }

    @Test
    void a_node_about_which_nothing_is_wanted_is_the_very_same_one() {
        assertThat(intents.applyTo(node)).isSameAs(node);
        want(new IntentTarget.OfNode(new JvmRoute("n2")), Wish.STOP);
        want(new IntentTarget.OfLbGroup("B"), Wish.STOP);
        want(context("localhost", "/off"), Wish.DRAIN);
        want(N1, Wish.STOP);
        want(N1, Wish.NONE);
        assertThat(intents.applyTo(node)).isSameAs(node);
    }

    @Test
    void states_that_hold_are_not_stated_anew() {
        want(N1, Wish.STOP);
        Node seen = intents.applyTo(node);
        seen.contexts().forEach((key, row) -> assertThat(row.stamp())
                .isEqualTo(row(node, key).stamp()));
        assertThat(seen.rows()).hasSameSizeAs(node.rows());
    }

    @Test
    void what_was_taken_back_is_remembered_for_a_time_and_not_listed() {
        want(N1, Wish.STOP);
        want(N1, Wish.NONE);
        want(GROUP_A, Wish.DRAIN);
        assertThat(intents.wanted()).containsExactly(new Intent(GROUP_A, Wish.DRAIN, "test"));
        assertThat(intents.size()).isEqualTo(2);
        assertThat(intents.withoutClearedBefore(0)).isSameAs(intents);
        assertThat(intents.withoutClearedBefore(Long.MAX_VALUE).all())
                .extracting(Register::value)
                .isEqualTo(intents.wanted());
    }

    @Test
    void there_is_room_for_many_and_not_for_more() {
        for (int i = 0; i < 100; i++) {
            Intents before = intents;
            want(new IntentTarget.OfLbGroup("g" + i), Wish.STOP);
            assertThat(intents.size()).isEqualTo(before.size() + 1);
        }
        assertThat(intents.hasRoomFor(N1)).isTrue();
        for (int i = 100; i < Intents.MAX; i++) {
            want(new IntentTarget.OfLbGroup("g" + i), Wish.STOP);
        }
        assertThat(intents.hasRoomFor(N1)).isFalse();
        assertThat(intents.hasRoomFor(new IntentTarget.OfLbGroup("g17"))).isTrue();
    }

    @Test
    void effective_states_are_those_of_the_node_they_are_applied_to() {
        Seeds.upTo(200, random -> {
            RandomCommands commands = new RandomCommands(random);
            Intents some = Intents.EMPTY;
            for (Register<Intent> intent : history(random, 10)) {
                some = some.merge(intent);
            }
            Node of = aNode(commands.pick(RandomCommands.ROUTES))
                    .lbGroup(commands.pick(List.of("", "A", "B")))
                    .context("localhost", "/a", commands.pick(List.of(ContextStatus.values())))
                    .context("example.com", "/a/b", commands.pick(List.of(ContextStatus.values())))
                    .build();
            Node seen = some.applyTo(of);
            for (var row : of.contexts().entrySet()) {
                ContextStatus said = row.getValue().value().status();
                assertThat(row(seen, row.getKey()).value().status())
                        .isEqualTo(some.effective(of, row.getKey(), said))
                        .isGreaterThanOrEqualTo(said);
            }
        });
    }

    @Test
    void merging_is_commutative_associative_and_idempotent() {
        Seeds.upTo(200, random -> {
            List<Register<Intent>> history = history(random, 60);
            Intents inOrder = merged(history);
            List<Register<Intent>> shuffled = new ArrayList<>(history);
            Collections.shuffle(shuffled, random);
            shuffled.addAll(history.subList(0, random.nextInt(history.size())));
            assertThat(merged(shuffled)).isEqualTo(inOrder);
            int cut = random.nextInt(history.size());
            Intents one = merged(history.subList(0, cut));
            Intents other = merged(history.subList(cut, history.size()));
            assertThat(union(one, other)).isEqualTo(union(other, one)).isEqualTo(inOrder);
            assertThat(union(one, one)).isEqualTo(one);
            assertThat(inOrder.size()).isEqualTo(inOrder.all().size());
        });
    }

    private static Intents merged(List<Register<Intent>> history) {
        Intents merged = Intents.EMPTY;
        for (Register<Intent> intent : history) {
            merged = merged.merge(intent);
        }
        return merged;
    }

    private static Intents union(Intents one, Intents other) {
        Intents union = one;
        for (Register<Intent> intent : other.all()) {
            union = union.merge(intent);
        }
        return union;
    }

    private static List<Register<Intent>> history(Random random, int length) {
        RandomCommands commands = new RandomCommands(random);
        List<ScriptedStamps> members = List.of(new ScriptedStamps("a"), new ScriptedStamps("b"));
        List<Register<Intent>> history = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            history.add(new Register<>(commands.intent(), commands.pick(members).next()));
        }
        return history;
    }
}
