/** The access log: one line for each request, written by a thread of its own. */
@NullMarked
package io.modcluster.balancer.proxy.log;

import org.jspecify.annotations.NullMarked;
