/** Samples for embedders, which the manual shows and tests run. */
@NullMarked
package io.modcluster.balancer.examples;

import org.jspecify.annotations.NullMarked;
