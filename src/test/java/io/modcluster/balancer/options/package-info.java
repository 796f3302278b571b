/** Tests of the options. */
@NullMarked
package io.modcluster.balancer.options;

import org.jspecify.annotations.NullMarked;
