/** Tests of what is said on the bus. */
@NullMarked
package io.modcluster.balancer.event;

import org.jspecify.annotations.NullMarked;
