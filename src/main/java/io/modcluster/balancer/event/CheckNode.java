package io.modcluster.balancer.event;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether something answers at an address the way a node does.
 *
 * @param address where
 * @param bound   longest time that the node wants for it (its {@code ping}); the balancer's own bound holds if shorter
 * @param route   the node whose reachability the answer decides, or null when it is about the address only
 */
public record CheckNode(NodeAddress address, Duration bound, @Nullable JvmRoute route) {}
