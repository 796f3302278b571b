/** Balancers that tell of themselves, and who hears them. */
@NullMarked
package io.modcluster.balancer.advertise;

import org.jspecify.annotations.NullMarked;
