/** Embedded Tomcat as a node: the real mod_cluster client behind an adapter of its container interfaces. */
@NullMarked
package io.modcluster.balancer.testkit.tomcat;

import org.jspecify.annotations.NullMarked;
