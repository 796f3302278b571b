/** Clusters of real processes: members, the networks between them, load and many nodes. */
@NullMarked
package io.modcluster.balancer.testkit.cluster;

import org.jspecify.annotations.NullMarked;
