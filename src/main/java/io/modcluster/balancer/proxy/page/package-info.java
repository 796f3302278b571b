/** What answers of the balancer itself look like: which form a client wants, and the templates of operators. */
@NullMarked
package io.modcluster.balancer.proxy.page;

import org.jspecify.annotations.NullMarked;
