/** How a balancer is configured: options in the shape of Vert.x, with one strict table of keys behind them. */
@NullMarked
package io.modcluster.balancer.options;

import org.jspecify.annotations.NullMarked;
