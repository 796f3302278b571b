package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The part of {@code traffic.*} that is about connections of clients; {@link TrafficOptions} is the whole.
 *
 * @param <O> the class of options itself
 */
public abstract class ClientConnectionOptions<O extends ClientConnectionOptions<O>> extends NodeConnectionOptions<O> {
    /** How long a client may take for the head of a request: 100 ms..10 min; longer is answered 408. Default 10 s. */
    public static final Duration DEFAULT_HEADER_TIMEOUT = Duration.ofSeconds(10);
    /**
     * How long a client connection may stay without a request: 1 s..1 h. Default 65 s, above the 60 s common
     * in front of balancers.
     */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(65);
    /** Most client connections at a time: 1..1000000; further ones are closed. Default 10,000. */
    public static final int DEFAULT_MAX_CONNECTIONS = 10_000;
    /**
     * How long a client may take for the body of a request: 1 s..1 h, and a second more for each {@link
     * #DEFAULT_MIN_BODY_RATE minBodyRate} bytes that came; longer is answered 408. Default 20 s.
     */
    public static final Duration DEFAULT_BODY_TIMEOUT = Duration.ofSeconds(20);
    /** How many bytes of a body give a second more: 0..1000000000, 0 gives bodies all the time. Default 500. */
    public static final int DEFAULT_MIN_BODY_RATE = 500;
    /** Most connections of one client address, an IPv6 network of 64 bits: 0..1000000, 0 is no limit. Default 500. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_CLIENT = 500;

    private Duration headerTimeout = DEFAULT_HEADER_TIMEOUT;
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private Duration bodyTimeout = DEFAULT_BODY_TIMEOUT;
    private int minBodyRate = DEFAULT_MIN_BODY_RATE;
    private int maxConnectionsPerClient = DEFAULT_MAX_CONNECTIONS_PER_CLIENT;

    ClientConnectionOptions() {}

    /** See {@link #DEFAULT_HEADER_TIMEOUT}. */
    public Duration getHeaderTimeout() {
        return headerTimeout;
    }

    /** See {@link #DEFAULT_HEADER_TIMEOUT}. */
    public O setHeaderTimeout(Duration headerTimeout) {
        this.headerTimeout = requireNonNull(headerTimeout, "headerTimeout");
        return self();
    }

    /** See {@link #DEFAULT_IDLE_TIMEOUT}. */
    public Duration getIdleTimeout() {
        return idleTimeout;
    }

    /** See {@link #DEFAULT_IDLE_TIMEOUT}. */
    public O setIdleTimeout(Duration idleTimeout) {
        this.idleTimeout = requireNonNull(idleTimeout, "idleTimeout");
        return self();
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS}. */
    public int getMaxConnections() {
        return maxConnections;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS}. */
    public O setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
        return self();
    }

    /** See {@link #DEFAULT_BODY_TIMEOUT}. */
    public Duration getBodyTimeout() {
        return bodyTimeout;
    }

    /** See {@link #DEFAULT_BODY_TIMEOUT}. */
    public O setBodyTimeout(Duration bodyTimeout) {
        this.bodyTimeout = requireNonNull(bodyTimeout, "bodyTimeout");
        return self();
    }

    /** See {@link #DEFAULT_MIN_BODY_RATE}. */
    public int getMinBodyRate() {
        return minBodyRate;
    }

    /** See {@link #DEFAULT_MIN_BODY_RATE}. */
    public O setMinBodyRate(int minBodyRate) {
        this.minBodyRate = minBodyRate;
        return self();
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_CLIENT}. */
    public int getMaxConnectionsPerClient() {
        return maxConnectionsPerClient;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_CLIENT}. */
    public O setMaxConnectionsPerClient(int maxConnectionsPerClient) {
        this.maxConnectionsPerClient = maxConnectionsPerClient;
        return self();
    }
}
