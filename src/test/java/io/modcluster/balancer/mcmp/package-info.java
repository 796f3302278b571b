/** The conformance checks of MCMP by their numbers, and what hostile peers try, over real sockets. */
@NullMarked
package io.modcluster.balancer.mcmp;

import org.jspecify.annotations.NullMarked;
