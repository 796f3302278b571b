/** The only way to a node: carries one exchange, keeps the connections, asks whether a node answers. */
@NullMarked
package io.modcluster.balancer.transport;

import org.jspecify.annotations.NullMarked;
