/** Tests of the classic page. */
@NullMarked
package io.modcluster.balancer.manager.classic;

import org.jspecify.annotations.NullMarked;
