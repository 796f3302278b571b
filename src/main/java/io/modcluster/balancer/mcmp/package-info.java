/** The port for nodes: MCMP commands come in, become commands to the registry, and are answered. */
@NullMarked
package io.modcluster.balancer.mcmp;

import org.jspecify.annotations.NullMarked;
