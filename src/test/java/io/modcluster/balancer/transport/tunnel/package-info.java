@NullMarked
package io.modcluster.balancer.transport.tunnel;

import org.jspecify.annotations.NullMarked;
