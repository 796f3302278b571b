/** Which nodes this balancer can reach: checks on demand, faults that proxies report, recovery. */
@NullMarked
package io.modcluster.balancer.health;

import org.jspecify.annotations.NullMarked;
