/** What a balancer counts about its nodes. */
@NullMarked
package io.modcluster.balancer.metrics;

import org.jspecify.annotations.NullMarked;
