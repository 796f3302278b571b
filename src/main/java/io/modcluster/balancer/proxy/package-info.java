/** The traffic port: takes a request, selects a node, forwards, responds. */
@NullMarked
package io.modcluster.balancer.proxy;

import org.jspecify.annotations.NullMarked;
