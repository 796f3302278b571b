/** Tables of text and message. */
@NullMarked
package io.modcluster.balancer.mcmp.codec;

import org.jspecify.annotations.NullMarked;
