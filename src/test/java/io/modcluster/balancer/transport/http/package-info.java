/** Tests of the connections of one node. */
@NullMarked
package io.modcluster.balancer.transport.http;

import org.jspecify.annotations.NullMarked;
