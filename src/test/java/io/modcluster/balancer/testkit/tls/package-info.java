/** Certificates made while a test runs. */
@NullMarked
package io.modcluster.balancer.testkit.tls;

import org.jspecify.annotations.NullMarked;
