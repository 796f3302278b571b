/** The values a balancer thinks in, and the rules about them: pure Java, no clock, no chance, no sockets. */
@NullMarked
package io.modcluster.balancer.domain;

import org.jspecify.annotations.NullMarked;
