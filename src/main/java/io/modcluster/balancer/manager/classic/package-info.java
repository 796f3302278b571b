/** The page that people and scripts know from httpd: {@code /mod_cluster_manager} (MCMP reference §7). */
@NullMarked
package io.modcluster.balancer.manager.classic;

import org.jspecify.annotations.NullMarked;
