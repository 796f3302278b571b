/**
 * What nodes, balancers and contexts are: immutable values without Vert.x, clock, chance or log. Time is an argument,
 * decisions are return values.
 */
@NullMarked
package io.modcluster.balancer.domain;

import org.jspecify.annotations.NullMarked;
