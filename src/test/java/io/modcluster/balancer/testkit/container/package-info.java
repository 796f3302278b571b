/** Real containers without mod_cluster, all with the same pages: what a transport must carry. */
@NullMarked
package io.modcluster.balancer.testkit.container;

import org.jspecify.annotations.NullMarked;
