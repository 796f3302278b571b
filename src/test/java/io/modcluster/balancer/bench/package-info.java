/** Benchmarks (JMH). {@code mvn -Pbench test-compile exec:exec -Dbench=RoutingTable} runs those that match. */
@NullMarked
package io.modcluster.balancer.bench;

import org.jspecify.annotations.NullMarked;
