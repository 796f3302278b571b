/** HTTP/1.1 and HTTP/2 to nodes, and upgrades: pools, timeouts, and what a node's answer must look like. */
@NullMarked
package io.modcluster.balancer.transport.http;

import org.jspecify.annotations.NullMarked;
