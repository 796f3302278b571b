/** Tests of what is counted. */
@NullMarked
package io.modcluster.balancer.metrics;

import org.jspecify.annotations.NullMarked;
