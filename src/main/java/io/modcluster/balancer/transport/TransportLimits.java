package io.modcluster.balancer.transport;

import io.modcluster.balancer.domain.ConnectionConfig;
import io.modcluster.balancer.options.ConnectionSettings;
import io.modcluster.balancer.options.TrafficOptions;
import java.time.Duration;

/**
 * What the transports of one event loop may use and how long they wait.
 *
 * @param connections     most connections to one node, 1 or more
 * @param queue           most exchanges that wait for a connection to one node
 * @param queueTimeout    how long they wait
 * @param connectTimeout  for a TCP connection, if the node's {@code ping} is not shorter
 * @param responseTimeout for the head of a response, if the node's {@code timeout} is 0
 * @param streamIdle      how long a running exchange may stand still
 * @param maxHeaderSize   most bytes of all header lines of a response
 * @param drain           how long exchanges with a node that left may go on
 */
public record TransportLimits(
        int connections,
        int queue,
        Duration queueTimeout,
        Duration connectTimeout,
        Duration responseTimeout,
        Duration streamIdle,
        int maxHeaderSize,
        Duration drain) {
    /** The share of one of {@code instances} event loops. */
    public static TransportLimits of(TrafficOptions traffic, int instances) {
        return new TransportLimits(
                Math.max(1, traffic.getMaxConnectionsPerNode() / instances),
                traffic.getQueuePerNode() == 0 ? 0 : Math.max(1, traffic.getQueuePerNode() / instances),
                traffic.getQueueTimeout(),
                traffic.getConnectTimeout(),
                traffic.getResponseTimeout(),
                traffic.getStreamIdleTimeout(),
                traffic.getMaxHeaderSize(),
                traffic.getDrainTimeout());
    }

    /** How long connecting to a node with this configuration may take. */
    public Duration connectTimeout(ConnectionConfig node) {
        return shorter(connectTimeout, node.ping().isZero() ? connectTimeout : node.ping());
    }

    /** How long the head of a response of a node with this configuration may take. */
    public Duration responseTimeout(ConnectionConfig node) {
        return node.timeout().isZero() ? responseTimeout : node.timeout();
    }

    /** How long a connection to a node with this configuration is kept without use; 1 s or more. */
    public Duration keepAlive(ConnectionConfig node) {
        return ConnectionSettings.clamp(node.ttl());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
