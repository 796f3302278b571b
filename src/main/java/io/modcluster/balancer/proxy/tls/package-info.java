/** Certificates of the balancer: read from files, chosen by the name that a client asks for, replaced while it runs. */
@NullMarked
package io.modcluster.balancer.proxy.tls;

import org.jspecify.annotations.NullMarked;
