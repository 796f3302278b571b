package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code manager.*}: the port for health checks. */
public final class ManagerOptions extends StrictOptions<ManagerOptions> {
    /** Whether the port for health checks is opened at all. Default: yes; an embedder may answer them by itself. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Address to listen on for health checks: a name or an IP address. Default: this machine only. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** Port to listen on for health checks: 0..65535, 0 takes any free one. Default 8091. */
    public static final int DEFAULT_PORT = 8091;

    private boolean enabled = DEFAULT_ENABLED;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;

    /** The defaults. */
    public ManagerOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ManagerOptions(ManagerOptions other) {
        OptionTables.MANAGER.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ManagerOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.MANAGER.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public ManagerOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public ManagerOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public ManagerOptions setPort(int port) {
        this.port = port;
        return this;
    }

    @Override
    OptionTable<ManagerOptions> table() {
        return OptionTables.MANAGER;
    }

    @Override
    ManagerOptions self() {
        return this;
    }
}
