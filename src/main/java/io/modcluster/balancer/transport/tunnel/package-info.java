/** Bytes both ways between a client and a node once their connection is no HTTP any more. */
@NullMarked
package io.modcluster.balancer.transport.tunnel;

import org.jspecify.annotations.NullMarked;
