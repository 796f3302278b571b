/** What was said and done, by whom, and how things were then: bounded memory of this balancer, nothing on disk. */
@NullMarked
package io.modcluster.balancer.audit;

import org.jspecify.annotations.NullMarked;
