/** The facade for embedding: one balancer in somebody's Vert.x. */
@NullMarked
package io.modcluster.balancer;

import org.jspecify.annotations.NullMarked;
