/** Tests of the node side. */
@NullMarked
package io.modcluster.balancer.node;

import org.jspecify.annotations.NullMarked;
