/** The shared table of nodes: the registry is its only writer. */
@NullMarked
package io.modcluster.balancer.cluster;

import org.jspecify.annotations.NullMarked;
