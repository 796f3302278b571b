package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code explain.*}: who is told on a real response what was chosen for its request. */
public final class ExplainOptions extends StrictOptions<ExplainOptions> {
    /** Secret that tokens are signed with, the same in all balancers of a cluster: 16..128 printable ASCII characters. Default "": off. */
    public static final String DEFAULT_SECRET = "";
    /** Clients that are told, by their address as far as it can be believed. Default: this machine. */
    public static final List<CidrBlock> DEFAULT_ALLOW =
            List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1/128"));
    /** How long a token is good: 1 s..15 min. Default 5 min. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

    private String secret = DEFAULT_SECRET;
    private List<CidrBlock> allow = DEFAULT_ALLOW;
    private Duration lifetime = DEFAULT_LIFETIME;

    /** The defaults. */
    public ExplainOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ExplainOptions(ExplainOptions other) {
        ExplainKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ExplainOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ExplainKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_SECRET}. */
    public String getSecret() {
        return secret;
    }

    /** See {@link #DEFAULT_SECRET}. */
    public ExplainOptions setSecret(String secret) {
        this.secret = requireNonNull(secret, "secret");
        return this;
    }

    /** Whether anybody is told. */
    public boolean isOn() {
        return !secret.isEmpty();
    }

    /** See {@link #DEFAULT_ALLOW}. */
    public List<CidrBlock> getAllow() {
        return allow;
    }

    /** See {@link #DEFAULT_ALLOW}. */
    public ExplainOptions setAllow(List<CidrBlock> allow) {
        this.allow = List.copyOf(allow);
        return this;
    }

    /** See {@link #DEFAULT_LIFETIME}. */
    public Duration getLifetime() {
        return lifetime;
    }

    /** See {@link #DEFAULT_LIFETIME}. */
    public ExplainOptions setLifetime(Duration lifetime) {
        this.lifetime = requireNonNull(lifetime, "lifetime");
        return this;
    }

    @Override
    OptionTable<ExplainOptions> table() {
        return ExplainKeys.TABLE;
    }

    @Override
    ExplainOptions self() {
        return this;
    }
}
