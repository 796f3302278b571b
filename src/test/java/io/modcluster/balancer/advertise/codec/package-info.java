/** Tables of bytes and advertisement. */
@NullMarked
package io.modcluster.balancer.advertise.codec;

import org.jspecify.annotations.NullMarked;
