/** Tests of who may do what. */
@NullMarked
package io.modcluster.balancer.manager.access;

import org.jspecify.annotations.NullMarked;
