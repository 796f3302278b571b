/** Bytes to advertisement, advertisement to bytes (MCMP §5). */
@NullMarked
package io.modcluster.balancer.advertise.codec;

import org.jspecify.annotations.NullMarked;
