/** The command line: reads the configuration, builds Vert.x and starts a balancer in it. */
@NullMarked
package io.modcluster.balancer.launcher;

import org.jspecify.annotations.NullMarked;
