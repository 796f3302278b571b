/** AJP/1.3 from the node's side, with a parser of its own: what a balancer sent, and answers right and wrong. */
@NullMarked
package io.modcluster.balancer.testkit.ajp;

import org.jspecify.annotations.NullMarked;
