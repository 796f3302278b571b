package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code proxy-protocol.*}: connections that begin with a PROXY header, version 1 or 2, of a load balancer in front. */
public final class ProxyProtocolOptions extends StrictOptions<ProxyProtocolOptions> {
    /** Whether each connection has to begin with a PROXY header. Default no. */
    public static final boolean DEFAULT_ENABLED = false;
    /** Peers that may connect when it is enabled. Default nobody. */
    public static final List<CidrBlock> DEFAULT_TRUSTED = List.of();
    /** Longest time from the connection to the end of the header: 100 ms..1 min. Default 10 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private boolean enabled = DEFAULT_ENABLED;
    private List<CidrBlock> trusted = DEFAULT_TRUSTED;
    private Duration timeout = DEFAULT_TIMEOUT;

    /** The defaults. */
    public ProxyProtocolOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ProxyProtocolOptions(ProxyProtocolOptions other) {
        ProxyProtocolKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ProxyProtocolOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ProxyProtocolKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public ProxyProtocolOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_TRUSTED}. */
    public List<CidrBlock> getTrusted() {
        return trusted;
    }

    /** See {@link #DEFAULT_TRUSTED}. */
    public ProxyProtocolOptions setTrusted(List<CidrBlock> trusted) {
        this.trusted = List.copyOf(trusted);
        return this;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public Duration getTimeout() {
        return timeout;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public ProxyProtocolOptions setTimeout(Duration timeout) {
        this.timeout = requireNonNull(timeout, "timeout");
        return this;
    }

    @Override
    OptionTable<ProxyProtocolOptions> table() {
        return ProxyProtocolKeys.TABLE;
    }

    @Override
    ProxyProtocolOptions self() {
        return this;
    }
}
