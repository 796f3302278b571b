package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code registry.*}: how what nodes said is kept. */
public final class RegistryOptions extends StrictOptions<RegistryOptions> {
    /** File that keeps the table over a restart of the balancer. Default "", none. */
    public static final String DEFAULT_SNAPSHOT = "";

    private String snapshot = DEFAULT_SNAPSHOT;

    /** The defaults. */
    public RegistryOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public RegistryOptions(RegistryOptions other) {
        OptionTables.REGISTRY.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public RegistryOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.REGISTRY.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_SNAPSHOT}. */
    public String getSnapshot() {
        return snapshot;
    }

    /** See {@link #DEFAULT_SNAPSHOT}. */
    public RegistryOptions setSnapshot(String snapshot) {
        this.snapshot = requireNonNull(snapshot, "snapshot");
        return this;
    }

    @Override
    OptionTable<RegistryOptions> table() {
        return OptionTables.REGISTRY;
    }

    @Override
    RegistryOptions self() {
        return this;
    }
}
