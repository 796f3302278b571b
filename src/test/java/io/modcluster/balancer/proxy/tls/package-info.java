/** Tests of TLS with clients. */
@NullMarked
package io.modcluster.balancer.proxy.tls;

import org.jspecify.annotations.NullMarked;
