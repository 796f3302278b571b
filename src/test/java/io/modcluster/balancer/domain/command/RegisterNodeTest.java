package io.modcluster.balancer.domain.command;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.domain.ContextStatus.STOPPED;
import static io.modcluster.balancer.domain.NodeEvent.Type.CONTEXT_CHANGED;
import static io.modcluster.balancer.domain.NodeEvent.Type.NODE_REGISTERED;
import static io.modcluster.balancer.domain.NodeEvent.Type.NODE_REMOVED;
import static io.modcluster.balancer.domain.NodeEvent.Type.NODE_UPDATED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.modcluster.balancer.domain.Alias;
import io.modcluster.balancer.domain.ContextKey;
import io.modcluster.balancer.domain.ContextPath;
import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RegisterNodeTest {
    private final ScriptedStamps stamps = new ScriptedStamps("b");

    @Test
    void an_unknown_node_becomes_a_hot_standby() {
        Transition.Changed changed = apply(aNode("n").registration(), null);
        assertThat(changed.next().isRegistered()).isTrue();
        assertThat(changed.next().load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
        assertThat(types(changed)).containsExactly(NODE_REGISTERED);
        assertThat(changed.events().get(0).after()).isEqualTo("http://n.node:8080");
    }

    @Test
    void contexts_of_a_config_are_created_stopped_in_one_virtual_host() {
        Transition.Changed changed = apply(withContexts("H1,h2", "/x,/y"), null);
        assertThat(changed.next().rows())
                .extracting(row -> row.getKey().alias() + " " + row.getKey().path() + " "
                        + row.getValue().status() + " " + row.getValue().virtualHost())
                .containsExactly("h1 /x STOPPED 1", "h1 /y STOPPED 1", "h2 /x STOPPED 1", "h2 /y STOPPED 1");
        assertThat(types(changed))
                .containsExactly(NODE_REGISTERED, CONTEXT_CHANGED, CONTEXT_CHANGED, CONTEXT_CHANGED, CONTEXT_CHANGED);
    }

    @Test
    void what_later_versions_said_of_the_earlier_node_of_that_name_ends_with_it() {
        Node plain = aNode("n").stampedAt(stamps.next()).build();
        Map<String, Register<String>> said = Map.of(
                "config.tag", new Register<>("1", plain.config().stamp()), "zone", new Register<>("2", stamps.next()));
        Node known = new Node(
                plain.route(), plain.config(), plain.load(), plain.removal(), plain.contexts(), new TreeMap<>(said));
        Node another = apply(aNode("n").at("http", "elsewhere", 1).registration(), known)
                .next();
        assertThat(another.foreign()).isEmpty();
        assertThat(another.merge(known)).isEqualTo(another);
        assertThat(known.merge(another)).isEqualTo(another);
        assertThat(known.removedAt(stamps.next(), "test").foreign())
                .as("a CONFIG that is kept is kept whole")
                .containsOnlyKeys("config.tag");
        assertThat(apply(aNode("n").registration(), known).next().foreign())
                .as("the same node")
                .isEqualTo(said);
    }

    @Test
    void a_config_leaves_the_state_of_known_contexts_alone() {
        Node known =
                aNode("n").context("h", "/x", ENABLED).stampedAt(stamps.next()).build();
        Transition.Changed changed = apply(withContexts("h", "/x,/y"), known);
        assertThat(changed.next().rows())
                .extracting(row -> row.getKey().path() + " " + row.getValue().status())
                .containsExactly("/x ENABLED", "/y STOPPED");
    }

    @Test
    void an_update_keeps_contexts_and_load() {
        Node known = aNode("n")
                .load(70)
                .context("h", "/x", ENABLED)
                .stampedAt(stamps.next())
                .build();
        Transition.Changed changed = apply(aNode("n").lbGroup("A").registration(), known);
        assertThat(changed.next().lbGroup()).isEqualTo("A");
        assertThat(changed.next().load()).isEqualTo(known.load());
        assertThat(changed.next().contexts()).isEqualTo(known.contexts());
        assertThat(types(changed)).containsExactly(NODE_UPDATED);
    }

    @Test
    void the_same_config_again_is_newer_but_no_event() {
        Node known = aNode("n")
                .load(70)
                .context("h", "/x", ENABLED)
                .stampedAt(stamps.next())
                .build();
        Transition.Changed changed = apply(aNode("n").registration(), known);
        assertThat(changed.events()).isEmpty();
        assertThat(changed.next().config().stamp().isAfter(known.config().stamp()))
                .isTrue();
    }

    @Test
    void a_marked_node_comes_back_with_its_load_and_without_contexts() {
        Node marked = removedNode();
        stamps.advance(Duration.ofMillis(9_900));
        Transition.Changed changed = apply(aNode("n").registration(), marked);
        assertThat(changed.next().isRegistered()).isTrue();
        assertThat(changed.next().load().value().value()).isEqualTo(70);
        assertThat(changed.next().rows()).isEmpty();
        assertThat(types(changed)).containsExactly(NODE_REGISTERED);
    }

    @Test
    void a_marked_node_with_another_identity_starts_anew() {
        Transition.Changed changed = apply(aNode("n").reversed().registration(), removedNode());
        assertThat(changed.next().load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
        assertThat(types(changed)).containsExactly(NODE_REGISTERED);
    }

    @Test
    void a_node_that_was_REMOVED_starts_anew() {
        Node removed = removedNode();
        stamps.advance(Duration.ofMillis(10_001));
        Transition.Changed changed = apply(aNode("n").registration(), removed);
        assertThat(changed.next().load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
        assertThat(types(changed)).containsExactly(NODE_REGISTERED);
    }

    @Test
    void a_node_that_is_gone_starts_anew() {
        Node removed = removedNode();
        stamps.advance(Duration.ofSeconds(25));
        assertThat(apply(aNode("n").registration(), removed).next().load().value())
                .isEqualTo(LoadFactor.HOT_STANDBY);
    }

    @Test
    void another_identity_under_a_registered_name_replaces_the_node() {
        Node known = aNode("n")
                .load(70)
                .context("h", "/x", ENABLED)
                .stampedAt(stamps.next())
                .build();
        Transition.Changed changed = apply(aNode("n").at("http", "n.node", 9).registration(), known);
        assertThat(changed.next().rows()).isEmpty();
        assertThat(changed.next().load().value()).isEqualTo(LoadFactor.HOT_STANDBY);
        assertThat(types(changed)).containsExactly(NODE_REMOVED, NODE_REGISTERED);
    }

    @Test
    void what_another_member_said_of_the_replaced_node_does_not_come_back() {
        // stamped just before, by a member whose name sorts behind ours
        Stamp seen = new Stamp(stamps.wallMicros() + 5, "z");
        Node known = aNode("n").context("h", "/x", ENABLED).stampedAt(seen).build();
        stamps.saw(seen);
        Node next =
                apply(aNode("n").at("http", "n.node", 9).registration(), known).next();
        assertThat(next.merge(known)).isEqualTo(next);
    }

    @Test
    void rows_that_outlived_the_removal_elsewhere_do_not_come_back() {
        Node removed = removedNode();
        Stamp later = stamps.next();
        ContextKey key = new ContextKey(new Alias("h"), new ContextPath("/late"));
        Node haunted = removed.withRows(Map.of(key, new ContextState(STOPPED, 1, later, 0)), later);
        stamps.advance(Duration.ofSeconds(30));
        Node next = apply(aNode("n").registration(), haunted).next();
        assertThat(next.rows()).isEmpty();
        assertThat(next.merge(haunted)).isEqualTo(next);
    }

    private Node removedNode() {
        return aNode("n")
                .load(70)
                .context("h", "/x", ENABLED)
                .stampedAt(stamps.next())
                .build()
                .removedAt(stamps.next(), "test");
    }

    private Transition.Changed apply(RegisterNode command, @Nullable Node current) {
        return (Transition.Changed) command.applyTo(current, stamps.next(), TableLimits.DEFAULT);
    }

    private static RegisterNode withContexts(String aliases, String paths) {
        return aNode("n")
                .registration(
                        List.of(aliases.split(",")).stream().map(Alias::new).toList(),
                        List.of(paths.split(",")).stream().map(ContextPath::new).toList());
    }

    private static List<NodeEvent.Type> types(Transition.Changed changed) {
        return changed.events().stream().map(NodeEvent::type).toList();
    }
}
