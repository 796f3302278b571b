package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.FlushPackets;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options {@code config.*} of a node: what CONFIG tells a balancer about connections to it (MCMP section 2.1). A value that equals its
 * default is not sent. */
public final class NodeConfigOptions extends StrictOptions<NodeConfigOptions> {
    /** When response data is passed on at once. Default: off. */
    public static final FlushPackets DEFAULT_FLUSH_PACKETS = FlushPackets.OFF;
    /** How long auto-flushing waits for more: 1 ms..1 min. Default 10 ms. */
    public static final Duration DEFAULT_FLUSH_WAIT = Duration.ofMillis(10);
    /** How long a balancer waits for the answer to a check, in whole seconds: 1 s..1 h. Default 10 s. */
    public static final Duration DEFAULT_PING = Duration.ofSeconds(10);
    /** Idle connections that are kept beyond {@code ttl}: -1..65535, -1 leaves it to the balancer. Default -1. */
    public static final int DEFAULT_SMAX = -1;
    /** Idle time after which connections beyond {@code smax} close, in whole seconds: 1 s..24 h. Default 60 s. */
    public static final Duration DEFAULT_TTL = Duration.ofSeconds(60);
    /** How long a balancer waits for a response, in whole seconds: 1 s..24 h, 0 s leaves it to the balancer. Default 0 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ZERO;
    /** How long a request waits for a usable node, in whole seconds: 1 s..1 h, 0 s not at all. Default 0 s. */
    public static final Duration DEFAULT_WAIT_WORKER = Duration.ZERO;
    /** Further tries after the first: -1..100, -1 leaves it to the balancer. Default -1. */
    public static final int DEFAULT_MAX_ATTEMPTS = -1;

    private FlushPackets flushPackets = DEFAULT_FLUSH_PACKETS;
    private Duration flushWait = DEFAULT_FLUSH_WAIT;
    private Duration ping = DEFAULT_PING;
    private int smax = DEFAULT_SMAX;
    private Duration ttl = DEFAULT_TTL;
    private Duration timeout = DEFAULT_TIMEOUT;
    private Duration waitWorker = DEFAULT_WAIT_WORKER;
    private int maxAttempts = DEFAULT_MAX_ATTEMPTS;

    /** The defaults. */
    public NodeConfigOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public NodeConfigOptions(NodeConfigOptions other) {
        NodeKeys.CONFIG.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public NodeConfigOptions(JsonObject json) {
        OptionsProblems.throwIfAny(NodeKeys.CONFIG.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_FLUSH_PACKETS}. */
    public FlushPackets getFlushPackets() {
        return flushPackets;
    }

    /** See {@link #DEFAULT_FLUSH_PACKETS}. */
    public NodeConfigOptions setFlushPackets(FlushPackets flushPackets) {
        this.flushPackets = requireNonNull(flushPackets, "flushPackets");
        return this;
    }

    /** See {@link #DEFAULT_FLUSH_WAIT}. */
    public Duration getFlushWait() {
        return flushWait;
    }

    /** See {@link #DEFAULT_FLUSH_WAIT}. */
    public NodeConfigOptions setFlushWait(Duration flushWait) {
        this.flushWait = requireNonNull(flushWait, "flushWait");
        return this;
    }

    /** See {@link #DEFAULT_PING}. */
    public Duration getPing() {
        return ping;
    }

    /** See {@link #DEFAULT_PING}. */
    public NodeConfigOptions setPing(Duration ping) {
        this.ping = requireNonNull(ping, "ping");
        return this;
    }

    /** See {@link #DEFAULT_SMAX}. */
    public int getSmax() {
        return smax;
    }

    /** See {@link #DEFAULT_SMAX}. */
    public NodeConfigOptions setSmax(int smax) {
        this.smax = smax;
        return this;
    }

    /** See {@link #DEFAULT_TTL}. */
    public Duration getTtl() {
        return ttl;
    }

    /** See {@link #DEFAULT_TTL}. */
    public NodeConfigOptions setTtl(Duration ttl) {
        this.ttl = requireNonNull(ttl, "ttl");
        return this;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public Duration getTimeout() {
        return timeout;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public NodeConfigOptions setTimeout(Duration timeout) {
        this.timeout = requireNonNull(timeout, "timeout");
        return this;
    }

    /** See {@link #DEFAULT_WAIT_WORKER}. */
    public Duration getWaitWorker() {
        return waitWorker;
    }

    /** See {@link #DEFAULT_WAIT_WORKER}. */
    public NodeConfigOptions setWaitWorker(Duration waitWorker) {
        this.waitWorker = requireNonNull(waitWorker, "waitWorker");
        return this;
    }

    /** See {@link #DEFAULT_MAX_ATTEMPTS}. */
    public int getMaxAttempts() {
        return maxAttempts;
    }

    /** See {@link #DEFAULT_MAX_ATTEMPTS}. */
    public NodeConfigOptions setMaxAttempts(int maxAttempts) {
        this.maxAttempts = maxAttempts;
        return this;
    }

    @Override
    OptionTable<NodeConfigOptions> table() {
        return NodeKeys.CONFIG;
    }

    @Override
    NodeConfigOptions self() {
        return this;
    }
}
