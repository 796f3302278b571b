/** Tests of what can be watched at the manager. */
@NullMarked
package io.modcluster.balancer.manager.observe;

import org.jspecify.annotations.NullMarked;
