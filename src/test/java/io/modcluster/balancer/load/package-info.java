/** What a balancer in a process of its own needs under many connections, long bodies and little memory. */
@NullMarked
package io.modcluster.balancer.load;

import org.jspecify.annotations.NullMarked;
