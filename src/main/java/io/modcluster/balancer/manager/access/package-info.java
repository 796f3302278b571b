/** Who may do what on the manager's port, and how that is found out. */
@NullMarked
package io.modcluster.balancer.manager.access;

import org.jspecify.annotations.NullMarked;
