package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import org.jspecify.annotations.Nullable;

/**
 * REMOVE-APP for all contexts, or the end of a node that was dead for too long: its rows are gone at once, and the node
 * after the times of {@link io.modcluster.balancer.domain.Lifecycle}.
 *
 * @param route  the node
 * @param reason why, for events and logs
 */
public record RemoveNode(JvmRoute route, String reason) implements NodeCommand {
    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        if (current == null || !current.isRegistered()) {
            return new Transition.Refused(Refusal.NODE_UNKNOWN);
        }
        return Transition.Changed.of(current, current.removedAt(now, reason));
    }
}
