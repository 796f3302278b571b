/** How a node changes: each command is a pure function of what is known, the time and the limits. */
@NullMarked
package io.modcluster.balancer.domain.command;

import org.jspecify.annotations.NullMarked;
