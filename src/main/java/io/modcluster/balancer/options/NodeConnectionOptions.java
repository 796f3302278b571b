package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The part of {@code traffic.*} that is about connections to nodes; {@link TrafficOptions} is the whole.
 *
 * @param <O> the class of options itself
 */
public abstract class NodeConnectionOptions<O extends NodeConnectionOptions<O>> extends StrictOptions<O> {
    /** How long connecting to a node may take before another is tried: 10 ms..1 min. Default 2 s. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** How long a node may take for the head of a response: 100 ms..1 h; longer is answered 504. Default 60 s. */
    public static final Duration DEFAULT_RESPONSE_TIMEOUT = Duration.ofSeconds(60);
    /** How long a body may stand still, either way, before the exchange is cut: 1 s..24 h. Default 5 min. */
    public static final Duration DEFAULT_STREAM_IDLE_TIMEOUT = Duration.ofMinutes(5);
    /** Most connections to one node, shared out among the event loops: 1..65535. Default 500. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_NODE = 500;
    /** Most requests that wait for a connection to one node: 0..100000. Default 100. */
    public static final int DEFAULT_QUEUE_PER_NODE = 100;
    /** How long a request may wait for a connection to a node before another is tried: 10 ms..1 min. Default 1 s. */
    public static final Duration DEFAULT_QUEUE_TIMEOUT = Duration.ofSeconds(1);

    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration responseTimeout = DEFAULT_RESPONSE_TIMEOUT;
    private Duration streamIdleTimeout = DEFAULT_STREAM_IDLE_TIMEOUT;
    private int maxConnectionsPerNode = DEFAULT_MAX_CONNECTIONS_PER_NODE;
    private int queuePerNode = DEFAULT_QUEUE_PER_NODE;
    private Duration queueTimeout = DEFAULT_QUEUE_TIMEOUT;

    NodeConnectionOptions() {}

    /** See {@link #DEFAULT_CONNECT_TIMEOUT}. */
    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    /** See {@link #DEFAULT_CONNECT_TIMEOUT}. */
    public O setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = requireNonNull(connectTimeout, "connectTimeout");
        return self();
    }

    /** See {@link #DEFAULT_RESPONSE_TIMEOUT}. */
    public Duration getResponseTimeout() {
        return responseTimeout;
    }

    /** See {@link #DEFAULT_RESPONSE_TIMEOUT}. */
    public O setResponseTimeout(Duration responseTimeout) {
        this.responseTimeout = requireNonNull(responseTimeout, "responseTimeout");
        return self();
    }

    /** See {@link #DEFAULT_STREAM_IDLE_TIMEOUT}. */
    public Duration getStreamIdleTimeout() {
        return streamIdleTimeout;
    }

    /** See {@link #DEFAULT_STREAM_IDLE_TIMEOUT}. */
    public O setStreamIdleTimeout(Duration streamIdleTimeout) {
        this.streamIdleTimeout = requireNonNull(streamIdleTimeout, "streamIdleTimeout");
        return self();
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_NODE}. */
    public int getMaxConnectionsPerNode() {
        return maxConnectionsPerNode;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_NODE}. */
    public O setMaxConnectionsPerNode(int maxConnectionsPerNode) {
        this.maxConnectionsPerNode = maxConnectionsPerNode;
        return self();
    }

    /** See {@link #DEFAULT_QUEUE_PER_NODE}. */
    public int getQueuePerNode() {
        return queuePerNode;
    }

    /** See {@link #DEFAULT_QUEUE_PER_NODE}. */
    public O setQueuePerNode(int queuePerNode) {
        this.queuePerNode = queuePerNode;
        return self();
    }

    /** See {@link #DEFAULT_QUEUE_TIMEOUT}. */
    public Duration getQueueTimeout() {
        return queueTimeout;
    }

    /** See {@link #DEFAULT_QUEUE_TIMEOUT}. */
    public O setQueueTimeout(Duration queueTimeout) {
        this.queueTimeout = requireNonNull(queueTimeout, "queueTimeout");
        return self();
    }
}
