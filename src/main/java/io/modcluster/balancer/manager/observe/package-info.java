/** What can be watched at the manager: metrics, audit, the table of the past, events. */
@NullMarked
package io.modcluster.balancer.manager.observe;

import org.jspecify.annotations.NullMarked;
