/** Both ends of a WebSocket, byte by byte where a test needs that. */
@NullMarked
package io.modcluster.balancer.testkit.ws;

import org.jspecify.annotations.NullMarked;
