/** AJP/1.3 as bytes: what a balancer says to a node, and what a node answers. No I/O. */
@NullMarked
package io.modcluster.balancer.transport.ajp.codec;

import org.jspecify.annotations.NullMarked;
