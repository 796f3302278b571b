/** The balancer beside other proxies on this machine: {@link io.modcluster.balancer.bench.peers.PeerBenchmark}. */
@NullMarked
package io.modcluster.balancer.bench.peers;

import org.jspecify.annotations.NullMarked;
