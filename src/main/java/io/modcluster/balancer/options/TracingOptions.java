package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/**
 * Options {@code tracing.*}: where the command line sends traces. An application of one's own brings a Vert.x with the tracer
 * that it wants, and these are not looked at.
 */
public final class TracingOptions extends StrictOptions<TracingOptions> {
    /** Whether requests are traced. Default: no, and then it costs nothing. */
    public static final boolean DEFAULT_ENABLED = false;
    /** Where spans are posted to, OTLP over HTTP. Default: a collector on this machine. */
    public static final String DEFAULT_ENDPOINT = "http://127.0.0.1:4318/v1/traces";
    /** {@code service.name} of the spans. */
    public static final String DEFAULT_SERVICE = "vertx-mod-cluster";
    /** Share of the traces that are told of, in percent: 0..100. Default: all. */
    public static final int DEFAULT_SAMPLE_PERCENT = 100;

    private boolean enabled = DEFAULT_ENABLED;
    private String endpoint = DEFAULT_ENDPOINT;
    private String service = DEFAULT_SERVICE;
    private int samplePercent = DEFAULT_SAMPLE_PERCENT;

    /** The defaults. */
    public TracingOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public TracingOptions(TracingOptions other) {
        TracingKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public TracingOptions(JsonObject json) {
        OptionsProblems.throwIfAny(TracingKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public TracingOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_ENDPOINT}. */
    public String getEndpoint() {
        return endpoint;
    }

    /** See {@link #DEFAULT_ENDPOINT}. */
    public TracingOptions setEndpoint(String endpoint) {
        this.endpoint = requireNonNull(endpoint, "endpoint");
        return this;
    }

    /** See {@link #DEFAULT_SERVICE}. */
    public String getService() {
        return service;
    }

    /** See {@link #DEFAULT_SERVICE}. */
    public TracingOptions setService(String service) {
        this.service = requireNonNull(service, "service");
        return this;
    }

    /** See {@link #DEFAULT_SAMPLE_PERCENT}. */
    public int getSamplePercent() {
        return samplePercent;
    }

    /** See {@link #DEFAULT_SAMPLE_PERCENT}. */
    public TracingOptions setSamplePercent(int samplePercent) {
        this.samplePercent = samplePercent;
        return this;
    }

    @Override
    OptionTable<TracingOptions> table() {
        return TracingKeys.TABLE;
    }

    @Override
    TracingOptions self() {
        return this;
    }
}
