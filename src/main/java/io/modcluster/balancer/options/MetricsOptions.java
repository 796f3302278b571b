package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/** Options {@code metrics.*}: what is counted and who may read it. */
public final class MetricsOptions extends StrictOptions<MetricsOptions> {
    /** Whether the manager answers {@code /metrics}. Default: yes. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Whether figures of the JVM and the process are among them. Default: yes. */
    public static final boolean DEFAULT_JVM = true;

    private boolean enabled = DEFAULT_ENABLED;
    private boolean jvm = DEFAULT_JVM;

    /** The defaults. */
    public MetricsOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public MetricsOptions(MetricsOptions other) {
        ObserveKeys.METRICS.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public MetricsOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ObserveKeys.METRICS.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public MetricsOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_JVM}. */
    public boolean isJvm() {
        return jvm;
    }

    /** See {@link #DEFAULT_JVM}. */
    public MetricsOptions setJvm(boolean jvm) {
        this.jvm = jvm;
        return this;
    }

    @Override
    OptionTable<MetricsOptions> table() {
        return ObserveKeys.METRICS;
    }

    @Override
    MetricsOptions self() {
        return this;
    }
}
