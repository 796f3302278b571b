/** Tests of what is remembered. */
@NullMarked
package io.modcluster.balancer.audit;

import org.jspecify.annotations.NullMarked;
