/** HTTP/1.1 to nodes: pools, timeouts, and what a node's answer must look like. */
@NullMarked
package io.modcluster.balancer.transport.http;

import org.jspecify.annotations.NullMarked;
