/** Where a request goes: the routing table, sessions, the ladder of candidates, the balancing policy, and what failed. */
@NullMarked
package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.NullMarked;
