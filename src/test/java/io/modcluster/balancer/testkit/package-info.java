/** What tests of several folders share. */
@NullMarked
package io.modcluster.balancer.testkit;

import org.jspecify.annotations.NullMarked;
