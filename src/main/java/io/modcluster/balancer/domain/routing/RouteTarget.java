package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.ContextStatus;
import io.modcluster.balancer.domain.JvmRoute;

/**
 * A node that has a context.
 *
 * @param node   which node
 * @param slot   where the node stands in its table, so that the request path needs no map
 * @param status state of the context on it; if several aliases of the node have the context and the host does not tell
 *               which is meant, the state that admits most
 */
public record RouteTarget(JvmRoute node, int slot, ContextStatus status) {}
