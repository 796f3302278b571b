package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code upgrade.*}: connections that a client and a node turn into something else than HTTP, such as WebSockets. */
public final class UpgradeOptions extends StrictOptions<UpgradeOptions> {
    /** Protocols that connections may be turned into. Default {@code websocket}; empty for none, never {@code h2c}. */
    public static final List<String> DEFAULT_TOKENS = List.of("websocket");
    /** How long a tunnel may be without a byte in either direction: 1 s..24 h, 0 for ever. Default 1 h. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofHours(1);
    /** Most tunnels at a time, over all clients: 0..1,000,000, 0 for no limit but that of connections. Default 0. */
    public static final int DEFAULT_MAX_TUNNELS = 0;

    private List<String> tokens = DEFAULT_TOKENS;
    private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
    private int maxTunnels = DEFAULT_MAX_TUNNELS;

    /** The defaults. */
    public UpgradeOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public UpgradeOptions(UpgradeOptions other) {
        UpgradeKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public UpgradeOptions(JsonObject json) {
        OptionsProblems.throwIfAny(UpgradeKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_TOKENS}. */
    public List<String> getTokens() {
        return tokens;
    }

    /** See {@link #DEFAULT_TOKENS}. */
    public UpgradeOptions setTokens(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        return this;
    }

    /** See {@link #DEFAULT_IDLE_TIMEOUT}. */
    public Duration getIdleTimeout() {
        return idleTimeout;
    }

    /** See {@link #DEFAULT_IDLE_TIMEOUT}. */
    public UpgradeOptions setIdleTimeout(Duration idleTimeout) {
        this.idleTimeout = requireNonNull(idleTimeout, "idleTimeout");
        return this;
    }

    /** See {@link #DEFAULT_MAX_TUNNELS}. */
    public int getMaxTunnels() {
        return maxTunnels;
    }

    /** See {@link #DEFAULT_MAX_TUNNELS}. */
    public UpgradeOptions setMaxTunnels(int maxTunnels) {
        this.maxTunnels = maxTunnels;
        return this;
    }

    @Override
    OptionTable<UpgradeOptions> table() {
        return UpgradeKeys.TABLE;
    }

    @Override
    UpgradeOptions self() {
        return this;
    }
}
