package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options {@code routing.*}: which node gets a request. */
public final class RoutingOptions extends StrictOptions<RoutingOptions> {
    /** Status of a request that no context serves: 404 or 503. Default 404. */
    public static final int DEFAULT_NO_CONTEXT_STATUS = 404;
    /**
     * Whether a lost session moves to a node that follows from its id, the same on each balancer. Default: no,
     * to the least elected.
     */
    public static final boolean DEFAULT_DETERMINISTIC_FAILOVER = false;
    /** How often the shares of nodes are computed anew from their loads: 100 ms..10 min. Default 5 s. */
    public static final Duration DEFAULT_RECALCULATION_PERIOD = Duration.ofSeconds(5);
    /** How long a node in error gets no requests before one tries it again: 100 ms..1 h. Default 60 s. */
    public static final Duration DEFAULT_RETRY_AFTER_ERROR = Duration.ofSeconds(60);

    private int noContextStatus = DEFAULT_NO_CONTEXT_STATUS;
    private boolean deterministicFailover = DEFAULT_DETERMINISTIC_FAILOVER;
    private Duration recalculationPeriod = DEFAULT_RECALCULATION_PERIOD;
    private Duration retryAfterError = DEFAULT_RETRY_AFTER_ERROR;

    /** The defaults. */
    public RoutingOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public RoutingOptions(RoutingOptions other) {
        OptionTables.ROUTING.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public RoutingOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.ROUTING.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_NO_CONTEXT_STATUS}. */
    public int getNoContextStatus() {
        return noContextStatus;
    }

    /** See {@link #DEFAULT_NO_CONTEXT_STATUS}. */
    public RoutingOptions setNoContextStatus(int noContextStatus) {
        this.noContextStatus = noContextStatus;
        return this;
    }

    /** See {@link #DEFAULT_DETERMINISTIC_FAILOVER}. */
    public boolean isDeterministicFailover() {
        return deterministicFailover;
    }

    /** See {@link #DEFAULT_DETERMINISTIC_FAILOVER}. */
    public RoutingOptions setDeterministicFailover(boolean deterministicFailover) {
        this.deterministicFailover = deterministicFailover;
        return this;
    }

    /** See {@link #DEFAULT_RECALCULATION_PERIOD}. */
    public Duration getRecalculationPeriod() {
        return recalculationPeriod;
    }

    /** See {@link #DEFAULT_RECALCULATION_PERIOD}. */
    public RoutingOptions setRecalculationPeriod(Duration recalculationPeriod) {
        this.recalculationPeriod = requireNonNull(recalculationPeriod, "recalculationPeriod");
        return this;
    }

    /** See {@link #DEFAULT_RETRY_AFTER_ERROR}. */
    public Duration getRetryAfterError() {
        return retryAfterError;
    }

    /** See {@link #DEFAULT_RETRY_AFTER_ERROR}. */
    public RoutingOptions setRetryAfterError(Duration retryAfterError) {
        this.retryAfterError = requireNonNull(retryAfterError, "retryAfterError");
        return this;
    }

    @Override
    OptionTable<RoutingOptions> table() {
        return OptionTables.ROUTING;
    }

    @Override
    RoutingOptions self() {
        return this;
    }
}
