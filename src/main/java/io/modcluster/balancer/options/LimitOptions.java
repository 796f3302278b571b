package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** One element of {@code limits}: what holds for the requests of one context in place of {@code request.*}. */
public final class LimitOptions extends StrictOptions<LimitOptions> {
    /** Stands for "as request.max-body". */
    public static final long AS_ALL = -1;
    /** Stands for "as request.total-timeout". */
    public static final Duration AS_ALL_TIME = Duration.ofMillis(-1);

    private String path = "";
    private long maxBody = AS_ALL;
    private Duration totalTimeout = AS_ALL_TIME;

    /** A limit for nothing; a path is needed. */
    public LimitOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public LimitOptions(LimitOptions other) {
        LimitKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public LimitOptions(JsonObject json) {
        OptionsProblems.throwIfAny(LimitKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** What it is for: {@code /path} or {@code host/path}, and all below. */
    public String getPath() {
        return path;
    }

    /** See {@link #getPath()}. */
    public LimitOptions setPath(String path) {
        this.path = requireNonNull(path, "path");
        return this;
    }

    /** Longest body in bytes, 0 for no limit. Default {@link #AS_ALL}. */
    public long getMaxBody() {
        return maxBody;
    }

    /** See {@link #getMaxBody()}. */
    public LimitOptions setMaxBody(long maxBody) {
        this.maxBody = maxBody;
        return this;
    }

    /** Longest time from the head to the end of the response, 0 for no limit. Default {@link #AS_ALL_TIME}. */
    public Duration getTotalTimeout() {
        return totalTimeout;
    }

    /** See {@link #getTotalTimeout()}. */
    public LimitOptions setTotalTimeout(Duration totalTimeout) {
        this.totalTimeout = requireNonNull(totalTimeout, "totalTimeout");
        return this;
    }

    @Override
    OptionTable<LimitOptions> table() {
        return LimitKeys.TABLE;
    }

    @Override
    LimitOptions self() {
        return this;
    }
}
