/** Pure decisions about a request head: is it unambiguous, and which host and path does it name. */
@NullMarked
package io.modcluster.balancer.proxy.edge.codec;

import org.jspecify.annotations.NullMarked;
