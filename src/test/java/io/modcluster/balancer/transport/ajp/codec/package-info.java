@NullMarked
package io.modcluster.balancer.transport.ajp.codec;

import org.jspecify.annotations.NullMarked;
