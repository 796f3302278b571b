/** Text of the commands that a node sends, and of the answers it gets. */
@NullMarked
package io.modcluster.balancer.node.codec;

import org.jspecify.annotations.NullMarked;
