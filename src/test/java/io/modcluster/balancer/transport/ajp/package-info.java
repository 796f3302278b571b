@NullMarked
package io.modcluster.balancer.transport.ajp;

import org.jspecify.annotations.NullMarked;
