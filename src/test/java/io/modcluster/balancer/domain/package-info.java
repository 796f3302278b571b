/** Tests of the pure values. */
@NullMarked
package io.modcluster.balancer.domain;

import org.jspecify.annotations.NullMarked;
