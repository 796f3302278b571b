/** The node side: whatever serves requests tells balancers about itself. */
@NullMarked
package io.modcluster.balancer.node;

import org.jspecify.annotations.NullMarked;
