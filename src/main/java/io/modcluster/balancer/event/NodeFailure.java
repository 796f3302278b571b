package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;

/**
 * A proxy failed with a node.
 *
 * @param route  the node
 * @param kind   how
 * @param detail what was seen, for people
 */
public record NodeFailure(JvmRoute route, FailureKind kind, String detail) {}
