/** What people and probes may ask a balancer: health now, the page and its API later. */
@NullMarked
package io.modcluster.balancer.manager;

import org.jspecify.annotations.NullMarked;
