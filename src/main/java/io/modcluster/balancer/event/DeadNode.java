package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;
import org.jspecify.annotations.Nullable;

/**
 * Asks the other members of the cluster whether they agree that a node is dead. The answer is a {@link Verdict}; a member
 * that reaches the node objects, and so does one that cannot be asked, since it may be the one that does.
 *
 * @param route the node
 */
public record DeadNode(JvmRoute route) {
    /**
     * The answer.
     *
     * @param objection who objects and why, or null when nobody does
     */
    public record Verdict(@Nullable String objection) {}
}
