/** Tests of the API without sockets. */
@NullMarked
package io.modcluster.balancer.manager.api;

import org.jspecify.annotations.NullMarked;
