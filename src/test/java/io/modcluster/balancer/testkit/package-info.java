/** The far ends that tests of the balancer need: nodes and balancers on plain sockets, with parsers of their own. */
@NullMarked
package io.modcluster.balancer.testkit;

import org.jspecify.annotations.NullMarked;
