package io.modcluster.balancer.domain;

import java.time.Duration;

/**
 * How a node wants its connections to be used (MCMP CONFIG).
 *
 * @param flushPackets when response data is flushed
 * @param flushWait    for {@link FlushPackets#AUTO}. Default 10 ms
 * @param ping         bound for connecting and for checks. Default 10 s
 * @param smax         idle connections kept beyond {@code ttl}; −1 leaves it to the balancer. Default −1
 * @param ttl          idle time after which connections beyond {@code smax} close. Default 60 s
 * @param timeout      bound for waiting on a response; 0 leaves it to the balancer. Default 0
 */
public record ConnectionConfig(
        FlushPackets flushPackets, Duration flushWait, Duration ping, int smax, Duration ttl, Duration timeout) {
    /** The defaults of MCMP. */
    public static final ConnectionConfig DEFAULT = new ConnectionConfig(
            FlushPackets.OFF, Duration.ofMillis(10), Duration.ofSeconds(10), -1, Duration.ofSeconds(60), Duration.ZERO);
}
