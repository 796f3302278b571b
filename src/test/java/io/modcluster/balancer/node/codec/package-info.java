/** Tests of the text that nodes send and get. */
@NullMarked
package io.modcluster.balancer.node.codec;

import org.jspecify.annotations.NullMarked;
