/** What people and probes may ask a balancer: health, the page, its API, and what can be watched. */
@NullMarked
package io.modcluster.balancer.manager;

import org.jspecify.annotations.NullMarked;
