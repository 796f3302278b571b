/** Certificates made at test time, for every kind of end that TLS can be spoken with. */
@NullMarked
package io.modcluster.balancer.testkit.tls;

import org.jspecify.annotations.NullMarked;
