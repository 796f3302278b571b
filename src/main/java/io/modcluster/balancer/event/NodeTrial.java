package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;

/**
 * A proxy tried a node that was out for its errors with one request.
 *
 * @param route  the node
 * @param passed whether it served it
 * @param detail what was seen, for people
 */
public record NodeTrial(JvmRoute route, boolean passed, String detail) {}
