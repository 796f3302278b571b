package io.modcluster.balancer.domain;

import static io.modcluster.balancer.domain.ContextStatus.DISABLED;
import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.REMOVED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.testkit.Nodes;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeChangesTest {
    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final Node known = now(aNode("n").context("h", "/a", ENABLED).context("h", "/b", DISABLED));

    private Node now(Nodes node) {
        return node.stampedAt(stamps.next()).build();
    }

    private static List<String> between(@Nullable Node before, Node after) {
        return NodeChanges.between(before, after).stream()
                .map(event -> event.type() + " " + event.subject() + " " + event.before() + ">" + event.after())
                .toList();
    }

    @Test
    void a_new_node_is_registered_and_its_contexts_appear() {
        assertThat(between(null, known))
                .containsExactly(
                        "NODE_REGISTERED  >http://n.node:8080",
                        "CONTEXT_CHANGED h|/a >ENABLED",
                        "CONTEXT_CHANGED h|/b >DISABLED");
        assertThat(NodeChanges.between(null, known))
                .extracting(NodeEvent::stamp)
                .containsOnly(known.config().stamp());
    }

    @Test
    void what_was_never_registered_here_is_not_removed() {
        assertThat(between(null, known.removedAt(stamps.next(), "x"))).isEmpty();
        Node removed = known.removedAt(stamps.next(), "x");
        assertThat(between(removed, removed.removedAt(stamps.next(), "y"))).isEmpty();
    }

    @Test
    void a_removal_is_one_event_with_its_reason() {
        Node removed = known.removedAt(stamps.next(), "dead");
        assertThat(between(known, removed)).containsExactly("NODE_REMOVED dead http://n.node:8080>");
        assertThat(NodeChanges.between(known, removed))
                .extracting(NodeEvent::stamp)
                .containsExactly(removed.removed());
    }

    @Test
    void a_node_that_was_removed_and_is_back_is_told_in_this_order() {
        Node back = known.removedAt(stamps.next(), "gone")
                .merge(now(aNode("n").at("http", "other", 1).context("h", "/c", ENABLED)));
        assertThat(between(known, back))
                .containsExactly(
                        "NODE_REMOVED gone http://n.node:8080>",
                        "NODE_REGISTERED  >http://other:1",
                        "CONTEXT_CHANGED h|/c >ENABLED");
        assertThat(between(known.removedAt(back.removed(), "gone"), back))
                .containsExactly("NODE_REGISTERED  >http://other:1", "CONTEXT_CHANGED h|/c >ENABLED");
    }

    @Test
    void other_settings_and_another_load_are_an_event_each() {
        Node updated = known.with(new Register<>(aNode("n").lbGroup("A").config(), stamps.next()))
                .withLoad(new LoadFactor(7), stamps.next());
        assertThat(between(known, updated))
                .containsExactly("NODE_UPDATED  http://n.node:8080>http://n.node:8080", "LOAD_CHANGED  50>7");
    }

    @Test
    void what_is_repeated_is_no_event() {
        Node repeated = known.with(new Register<>(known.config().value(), stamps.next()))
                .withLoad(known.load().value(), stamps.next());
        assertThat(between(known, repeated)).isEmpty();
    }

    @Test
    void contexts_change_and_go() {
        Stamp now = stamps.next();
        Node changed = known.withStates((key, status) -> key.path().value().equals("/a") ? REMOVED : ENABLED);
        assertThat(between(known, changed))
                .containsExactly("CONTEXT_CHANGED h|/a ENABLED>", "CONTEXT_CHANGED h|/b DISABLED>ENABLED");
        assertThat(between(changed, changed.withoutRowsRemovedBefore(now.micros() + 1)))
                .as("a row that is forgotten is no news")
                .isEmpty();
    }
}
