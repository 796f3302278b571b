/** Tells nodes by multicast where this balancer listens for MCMP. */
@NullMarked
package io.modcluster.balancer.advertise;

import org.jspecify.annotations.NullMarked;
