/** The API of the manager: one class for each thing that can be asked for or changed, JSON in and out. */
@NullMarked
package io.modcluster.balancer.manager.api;

import org.jspecify.annotations.NullMarked;
