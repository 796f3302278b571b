package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code pages.*}: what answers of the balancer itself look like. */
public final class PagesOptions extends StrictOptions<PagesOptions> {
    /** Directory with templates. Default "", none. */
    public static final String DEFAULT_DIRECTORY = "";
    /** Contexts that are under maintenance. Default none. */
    public static final List<String> DEFAULT_MAINTENANCE = List.of();
    /** What Retry-After says under maintenance: 1 s..24 h. Default 5 min. */
    public static final Duration DEFAULT_RETRY_AFTER = Duration.ofMinutes(5);

    private String directory = DEFAULT_DIRECTORY;
    private List<String> maintenance = DEFAULT_MAINTENANCE;
    private Duration retryAfter = DEFAULT_RETRY_AFTER;

    /** The defaults. */
    public PagesOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public PagesOptions(PagesOptions other) {
        PagesKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public PagesOptions(JsonObject json) {
        OptionsProblems.throwIfAny(PagesKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_DIRECTORY}. */
    public String getDirectory() {
        return directory;
    }

    /** See {@link #DEFAULT_DIRECTORY}. */
    public PagesOptions setDirectory(String directory) {
        this.directory = requireNonNull(directory, "directory");
        return this;
    }

    /** See {@link #DEFAULT_MAINTENANCE}. */
    public List<String> getMaintenance() {
        return maintenance;
    }

    /** See {@link #DEFAULT_MAINTENANCE}. */
    public PagesOptions setMaintenance(List<String> maintenance) {
        this.maintenance = List.copyOf(maintenance);
        return this;
    }

    /** See {@link #DEFAULT_RETRY_AFTER}. */
    public Duration getRetryAfter() {
        return retryAfter;
    }

    /** See {@link #DEFAULT_RETRY_AFTER}. */
    public PagesOptions setRetryAfter(Duration retryAfter) {
        this.retryAfter = requireNonNull(retryAfter, "retryAfter");
        return this;
    }

    @Override
    OptionTable<PagesOptions> table() {
        return PagesKeys.TABLE;
    }

    @Override
    PagesOptions self() {
        return this;
    }
}
