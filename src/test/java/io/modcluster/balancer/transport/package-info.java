/** Tests of what reaches nodes. */
@NullMarked
package io.modcluster.balancer.transport;

import org.jspecify.annotations.NullMarked;
