/** Tests of the manager. */
@NullMarked
package io.modcluster.balancer.manager;

import org.jspecify.annotations.NullMarked;
