/** AJP/1.3 to nodes: connections, pools, and one exchange after the other on each of them. */
@NullMarked
package io.modcluster.balancer.transport.ajp;

import org.jspecify.annotations.NullMarked;
