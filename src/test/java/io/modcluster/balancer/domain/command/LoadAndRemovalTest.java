package io.modcluster.balancer.domain.command;

import static io.modcluster.balancer.domain.ContextStatus.ENABLED;
import static io.modcluster.balancer.testkit.Nodes.aNode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.NodeEvent;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import io.modcluster.balancer.testkit.ScriptedStamps;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadAndRemovalTest {
    private static final Transition UNKNOWN = new Transition.Refused(Refusal.NODE_UNKNOWN);

    private final ScriptedStamps stamps = new ScriptedStamps("a");
    private final Node node = aNode("n")
            .load(50)
            .context("h", "/a", ENABLED)
            .stampedAt(stamps.next())
            .build();

    @Test
    void a_new_load_is_stored_and_told() {
        Transition.Changed changed = (Transition.Changed) report(7).applyTo(node, stamps.next(), TableLimits.NONE);
        assertThat(changed.next().load().value().value()).isEqualTo(7);
        assertThat(changed.next().contexts()).isEqualTo(node.contexts());
        assertThat(changed.events())
                .extracting(NodeEvent::type, NodeEvent::before, NodeEvent::after)
                .containsExactly(tuple(NodeEvent.Type.LOAD_CHANGED, "50", "7"));
    }

    @Test
    void the_same_load_is_nothing_new() {
        Transition.Changed changed = (Transition.Changed) report(50).applyTo(node, stamps.next(), TableLimits.NONE);
        assertThat(changed.next()).isSameAs(node);
        assertThat(changed.events()).isEmpty();
    }

    @Test
    void a_removed_node_is_marked_and_told() {
        Transition.Changed changed = (Transition.Changed)
                new RemoveNode(new JvmRoute("n"), "REMOVE-APP").applyTo(node, stamps.next(), TableLimits.NONE);
        assertThat(changed.next().isRegistered()).isFalse();
        assertThat(changed.next().rows()).isEmpty();
        assertThat(changed.events())
                .extracting(NodeEvent::type, NodeEvent::subject, NodeEvent::before)
                .containsExactly(tuple(NodeEvent.Type.NODE_REMOVED, "REMOVE-APP", "http://n.node:8080"));
    }

    @Test
    void load_and_removal_of_an_unknown_or_removed_node_are_refused() {
        Node removed = node.removedAt(stamps.next(), "test");
        RemoveNode remove = new RemoveNode(new JvmRoute("n"), "test");
        assertThat(report(7).applyTo(null, stamps.next(), TableLimits.NONE)).isEqualTo(UNKNOWN);
        assertThat(report(7).applyTo(removed, stamps.next(), TableLimits.NONE)).isEqualTo(UNKNOWN);
        assertThat(remove.applyTo(null, stamps.next(), TableLimits.NONE)).isEqualTo(UNKNOWN);
    }

    @Test
    void a_removal_is_granted_again_without_effect_as_long_as_the_node_is_listed() {
        Node removed = node.removedAt(stamps.next(), "told by another balancer");
        RemoveNode again = new RemoveNode(new JvmRoute("n"), "REMOVE-APP");
        long listedFor = Lifecycle.LISTED_FOR.toNanos() / 1000;
        long end = removed.removed().micros() + listedFor;

        assertThat(again.applyTo(removed, stamps.next(), TableLimits.NONE))
                .isEqualTo(new Transition.Changed(removed, List.of(), List.of(), List.of()));
        assertThat(again.applyTo(removed, new Stamp(end - 1, "b"), TableLimits.NONE))
                .isEqualTo(new Transition.Changed(removed, List.of(), List.of(), List.of()));
        assertThat(again.applyTo(removed, new Stamp(end, "b"), TableLimits.NONE))
                .isEqualTo(UNKNOWN);
    }

    private static ReportLoad report(int load) {
        return new ReportLoad(new JvmRoute("n"), new LoadFactor(load));
    }
}
