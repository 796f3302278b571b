/** Tests of the proxy over real sockets. */
@NullMarked
package io.modcluster.balancer.proxy;

import org.jspecify.annotations.NullMarked;
