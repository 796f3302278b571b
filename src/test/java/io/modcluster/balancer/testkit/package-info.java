/** What tests are built with: nodes, clocks, seeds. */
@NullMarked
package io.modcluster.balancer.testkit;

import org.jspecify.annotations.NullMarked;
