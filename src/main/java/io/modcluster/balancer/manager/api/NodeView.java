package io.modcluster.balancer.manager.api;

import io.modcluster.balancer.domain.ContextState;
import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.Intent;
import io.modcluster.balancer.domain.IntentTarget;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.LoadFactor;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Register;
import io.modcluster.balancer.domain.Wish;
import io.modcluster.balancer.domain.routing.Reachability;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A node and what it is up to, as this balancer sees it.
 *
 * @param node        what is known of it
 * @param state       the first of {@link State} that holds
 * @param reason      why, for people
 * @param sinceMillis since when, milliseconds since 1970
 */
public record NodeView(Node node, State state, String reason, long sinceMillis) {
    /** What a node is up to, the worst first. */
    public enum State {
        /** It is taken out and listed for some seconds more. */
        REMOVED,
        /** This balancer does not reach it, or it says itself that it is down. */
        ERROR,
        /** It gets no requests: an operator, or the node itself, said so of all of it. */
        STOPPED,
        /** An operator wants it to lose its sessions. */
        DRAINING,
        /** It keeps its sessions and gets no new ones. */
        DISABLED,
        /** It gets its share. */
        UP;

        /** As it is in answers and filters. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static NodeView of(Node node, Snapshot snapshot) {
        if (node.lifecycle(snapshot.view().nowMicros()) != Lifecycle.REGISTERED) {
            return new NodeView(
                    node, State.REMOVED, node.removal().value(), node.removed().micros() / 1000);
        }
        Reachability.Fault fault = snapshot.reachability().faultOf(node.route());
        if (fault != null) {
            return new NodeView(node, State.ERROR, fault.reason(), fault.sinceMillis());
        }
        if (node.load().value().equals(LoadFactor.DOWN)) {
            return new NodeView(
                    node,
                    State.ERROR,
                    "the node says that it is down (Load -1)",
                    node.load().stamp().micros() / 1000);
        }
        NodeView wanted = wanted(node, snapshot);
        return wanted == null ? said(node) : wanted;
    }

    /** As an operator wants it, or null. */
    private static @Nullable NodeView wanted(Node node, Snapshot snapshot) {
        Register<Intent> own = snapshot.view().intents().get(new IntentTarget.OfNode(node.route()));
        Register<Intent> group = node.lbGroup().isEmpty()
                ? null
                : snapshot.view().intents().get(new IntentTarget.OfLbGroup(node.lbGroup()));
        Register<Intent> stronger = stronger(own, group);
        if (stronger == null || stronger.value().wish() == Wish.NONE) {
            return null;
        }
        Intent intent = stronger.value();
        State state =
                switch (intent.wish()) {
                    case STOP -> State.STOPPED;
                    case DRAIN -> State.DRAINING;
                    case DISABLE, NONE -> State.DISABLED;
                };
        String about = intent.target() instanceof IntentTarget.OfLbGroup ? "the LBGroup: " : "";
        return new NodeView(node, state, about + intent.note(), stronger.stamp().micros() / 1000);
    }

    private static @Nullable Register<Intent> stronger(
            @Nullable Register<Intent> one, @Nullable Register<Intent> other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.value().wish().compareTo(other.value().wish()) >= 0 ? one : other;
    }

    /** How many contexts of a node are in this state. */
    static int count(Node node, ContextStatus status) {
        int count = 0;
        for (Register<ContextState> row : node.contexts().values()) {
            count += row.value().status() == status ? 1 : 0;
        }
        return count;
    }

    /** Of most nodes the first context tells. */
    private static boolean hasEnabled(Node node) {
        for (Register<ContextState> row : node.contexts().values()) {
            if (row.value().status() == ContextStatus.ENABLED) {
                return true;
            }
        }
        return false;
    }

    /** As its contexts are. */
    private static NodeView said(Node node) {
        long configured = node.config().stamp().micros() / 1000;
        if (hasEnabled(node)) {
            String reason = node.load().value().isHotStandby() ? "hot standby (Load 0)" : "";
            return new NodeView(node, State.UP, reason, configured);
        }
        int disabled = count(node, ContextStatus.DISABLED);
        boolean stopped = disabled == 0;
        if (disabled + count(node, ContextStatus.STOPPED) == 0) {
            return new NodeView(node, State.UP, "it has no contexts", configured);
        }
        return new NodeView(
                node,
                stopped ? State.STOPPED : State.DISABLED,
                stopped ? "all its contexts are" : "none of its contexts is enabled",
                node.newest().micros() / 1000);
    }
}
