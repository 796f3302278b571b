package io.modcluster.balancer.domain.command;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Lifecycle;
import io.modcluster.balancer.domain.Node;
import io.modcluster.balancer.domain.Stamp;
import io.modcluster.balancer.domain.TableLimits;
import org.jspecify.annotations.Nullable;

/**
 * REMOVE-APP for all contexts, or the end of a node that was dead for too long: its rows are gone at once, and the node
 * after the times of {@link Lifecycle}.
 *
 * <p>A node that goes says so to all its balancers, one after the other. The second may have heard of it from the first by
 * then, and must not answer with an error: as long as the node is listed, its removal is granted again and changes nothing.
 *
 * @param route  the node
 * @param reason why, for events and logs
 */
public record RemoveNode(JvmRoute route, String reason) implements NodeCommand {
    @Override
    public Transition applyTo(@Nullable Node current, Stamp now, TableLimits limits) {
        if (current == null || current.lifecycle(now.micros()) == Lifecycle.GONE) {
            return new Transition.Refused(Refusal.NODE_UNKNOWN);
        }
        return Transition.Changed.of(current, current.isRegistered() ? current.removedAt(now, reason) : current);
    }
}
