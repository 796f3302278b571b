/** Tests of the command line. */
@NullMarked
package io.modcluster.balancer.launcher;

import org.jspecify.annotations.NullMarked;
