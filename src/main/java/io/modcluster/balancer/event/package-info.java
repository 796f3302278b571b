/** How the verticles of one balancer meet: addresses, the messages between them, and the events that others may hear. */
@NullMarked
package io.modcluster.balancer.event;

import org.jspecify.annotations.NullMarked;
