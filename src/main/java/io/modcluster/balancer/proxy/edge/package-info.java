/** The strict HTTP/1.1 edge of the traffic listener: what may become a request at all, and how long a client may take. */
@NullMarked
package io.modcluster.balancer.proxy.edge;

import org.jspecify.annotations.NullMarked;
