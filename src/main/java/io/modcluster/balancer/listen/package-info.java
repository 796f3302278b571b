/** The doors of all listeners: who may come in is settled when a socket is accepted, before a byte of it is read. */
@NullMarked
package io.modcluster.balancer.listen;

import org.jspecify.annotations.NullMarked;
