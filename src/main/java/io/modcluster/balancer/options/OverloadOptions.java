package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/**
 * Options {@code overload.*}: what is refused so that the process does not run out of memory. Percentages are of the maximum
 * of the heap or of direct memory, whichever is fuller; of the heap only what a collection has left counts.
 */
public final class OverloadOptions extends StrictOptions<OverloadOptions> {
    /** From how much memory in use new client connections are closed at once: 0..100 %, 0 is never. Default 90. */
    public static final int DEFAULT_REFUSE_CONNECTIONS_AT = 90;
    /** From how much memory in use requests are answered 503: 0..100 %, 0 is never. Default 95. */
    public static final int DEFAULT_REFUSE_REQUESTS_AT = 95;

    private int refuseConnectionsAt = DEFAULT_REFUSE_CONNECTIONS_AT;
    private int refuseRequestsAt = DEFAULT_REFUSE_REQUESTS_AT;

    /** The defaults. */
    public OverloadOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public OverloadOptions(OverloadOptions other) {
        OverloadKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public OverloadOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OverloadKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_REFUSE_CONNECTIONS_AT}. */
    public int getRefuseConnectionsAt() {
        return refuseConnectionsAt;
    }

    /** See {@link #DEFAULT_REFUSE_CONNECTIONS_AT}. */
    public OverloadOptions setRefuseConnectionsAt(int refuseConnectionsAt) {
        this.refuseConnectionsAt = refuseConnectionsAt;
        return this;
    }

    /** See {@link #DEFAULT_REFUSE_REQUESTS_AT}. */
    public int getRefuseRequestsAt() {
        return refuseRequestsAt;
    }

    /** See {@link #DEFAULT_REFUSE_REQUESTS_AT}. */
    public OverloadOptions setRefuseRequestsAt(int refuseRequestsAt) {
        this.refuseRequestsAt = refuseRequestsAt;
        return this;
    }

    @Override
    OptionTable<OverloadOptions> table() {
        return OverloadKeys.TABLE;
    }

    @Override
    OverloadOptions self() {
        return this;
    }
}
