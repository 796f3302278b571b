/** The strict edge of the traffic ports, HTTP/1.1 and HTTP/2: what may become a request, how long a client may take. */
@NullMarked
package io.modcluster.balancer.proxy.edge;

import org.jspecify.annotations.NullMarked;
