package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code health.*}: which nodes are left out for how long, and how this is found out. */
public final class HealthOptions extends StrictOptions<HealthOptions> {
    /** Whether all nodes are looked at in turn, not only those in error and those without STATUS. Default false. */
    public static final boolean DEFAULT_ACTIVE = false;
    /** How often each node is looked at: 1 s..1 h. Default 10 s, the period of STATUS. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    /** How long a look may take: 10 ms..60 s. Default 2 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);
    /** Path of the GET that HTTP nodes are looked at with. Default "", which is {@code OPTIONS *}. */
    public static final String DEFAULT_PATH = "";
    /** Statuses that the GET may be answered with. Default 200 to 399. */
    public static final List<String> DEFAULT_EXPECT_STATUS = List.of("200-399");
    /** Good looks in a row that take a node back in: 1..10. Default 1. */
    public static final int DEFAULT_RISE = 1;
    /** Bad looks in a row that take out a node that accepts connections: 1..10. Default 3. */
    public static final int DEFAULT_FALL = 3;
    /** Shortest time that a node stays out that failed again: 100 ms..10 m. Default 1 s. */
    public static final Duration DEFAULT_EJECT_TIME = Duration.ofSeconds(1);
    /** Longest time, up to which it doubles: 100 ms..1 h. Default 30 s. */
    public static final Duration DEFAULT_MAX_EJECT_TIME = Duration.ofSeconds(30);
    /** Share of a balancer's nodes that may be out though they accept connections: 0..100. Default 50. */
    public static final int DEFAULT_MAX_EJECTED_PERCENT = 50;
    /** Share of failed requests that takes a node out: 0..100. Default 0, which is off. */
    public static final int DEFAULT_ERROR_PERCENT = 0;
    /** Requests within 10 s below which the share says nothing: 1..100,000. Default 20. */
    public static final int DEFAULT_ERROR_MIN = 20;
    /** Whether a response that did not come in time counts as failed. Default false. */
    public static final boolean DEFAULT_COUNT_TIMEOUTS = false;

    private boolean active = DEFAULT_ACTIVE;
    private Duration interval = DEFAULT_INTERVAL;
    private Duration timeout = DEFAULT_TIMEOUT;
    private String path = DEFAULT_PATH;
    private List<String> expectStatus = DEFAULT_EXPECT_STATUS;
    private int rise = DEFAULT_RISE;
    private int fall = DEFAULT_FALL;
    private Duration ejectTime = DEFAULT_EJECT_TIME;
    private Duration maxEjectTime = DEFAULT_MAX_EJECT_TIME;
    private int maxEjectedPercent = DEFAULT_MAX_EJECTED_PERCENT;
    private int errorPercent = DEFAULT_ERROR_PERCENT;
    private int errorMin = DEFAULT_ERROR_MIN;
    private boolean countTimeouts = DEFAULT_COUNT_TIMEOUTS;

    /** The defaults. */
    public HealthOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public HealthOptions(HealthOptions other) {
        HealthKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public HealthOptions(JsonObject json) {
        OptionsProblems.throwIfAny(HealthKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ACTIVE}. */
    public boolean isActive() {
        return active;
    }

    /** See {@link #DEFAULT_ACTIVE}. */
    public HealthOptions setActive(boolean active) {
        this.active = active;
        return this;
    }

    /** See {@link #DEFAULT_INTERVAL}. */
    public Duration getInterval() {
        return interval;
    }

    /** See {@link #DEFAULT_INTERVAL}. */
    public HealthOptions setInterval(Duration interval) {
        this.interval = requireNonNull(interval, "interval");
        return this;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public Duration getTimeout() {
        return timeout;
    }

    /** See {@link #DEFAULT_TIMEOUT}. */
    public HealthOptions setTimeout(Duration timeout) {
        this.timeout = requireNonNull(timeout, "timeout");
        return this;
    }

    /** See {@link #DEFAULT_PATH}. */
    public String getPath() {
        return path;
    }

    /** See {@link #DEFAULT_PATH}. */
    public HealthOptions setPath(String path) {
        this.path = requireNonNull(path, "path");
        return this;
    }

    /** See {@link #DEFAULT_EXPECT_STATUS}. */
    public List<String> getExpectStatus() {
        return expectStatus;
    }

    /** See {@link #DEFAULT_EXPECT_STATUS}. */
    public HealthOptions setExpectStatus(List<String> expectStatus) {
        this.expectStatus = List.copyOf(expectStatus);
        return this;
    }

    /** See {@link #DEFAULT_RISE}. */
    public int getRise() {
        return rise;
    }

    /** See {@link #DEFAULT_RISE}. */
    public HealthOptions setRise(int rise) {
        this.rise = rise;
        return this;
    }

    /** See {@link #DEFAULT_FALL}. */
    public int getFall() {
        return fall;
    }

    /** See {@link #DEFAULT_FALL}. */
    public HealthOptions setFall(int fall) {
        this.fall = fall;
        return this;
    }

    /** See {@link #DEFAULT_EJECT_TIME}. */
    public Duration getEjectTime() {
        return ejectTime;
    }

    /** See {@link #DEFAULT_EJECT_TIME}. */
    public HealthOptions setEjectTime(Duration ejectTime) {
        this.ejectTime = requireNonNull(ejectTime, "ejectTime");
        return this;
    }

    /** See {@link #DEFAULT_MAX_EJECT_TIME}. */
    public Duration getMaxEjectTime() {
        return maxEjectTime;
    }

    /** See {@link #DEFAULT_MAX_EJECT_TIME}. */
    public HealthOptions setMaxEjectTime(Duration maxEjectTime) {
        this.maxEjectTime = requireNonNull(maxEjectTime, "maxEjectTime");
        return this;
    }

    /** See {@link #DEFAULT_MAX_EJECTED_PERCENT}. */
    public int getMaxEjectedPercent() {
        return maxEjectedPercent;
    }

    /** See {@link #DEFAULT_MAX_EJECTED_PERCENT}. */
    public HealthOptions setMaxEjectedPercent(int maxEjectedPercent) {
        this.maxEjectedPercent = maxEjectedPercent;
        return this;
    }

    /** See {@link #DEFAULT_ERROR_PERCENT}. */
    public int getErrorPercent() {
        return errorPercent;
    }

    /** See {@link #DEFAULT_ERROR_PERCENT}. */
    public HealthOptions setErrorPercent(int errorPercent) {
        this.errorPercent = errorPercent;
        return this;
    }

    /** See {@link #DEFAULT_ERROR_MIN}. */
    public int getErrorMin() {
        return errorMin;
    }

    /** See {@link #DEFAULT_ERROR_MIN}. */
    public HealthOptions setErrorMin(int errorMin) {
        this.errorMin = errorMin;
        return this;
    }

    /** See {@link #DEFAULT_COUNT_TIMEOUTS}. */
    public boolean isCountTimeouts() {
        return countTimeouts;
    }

    /** See {@link #DEFAULT_COUNT_TIMEOUTS}. */
    public HealthOptions setCountTimeouts(boolean countTimeouts) {
        this.countTimeouts = countTimeouts;
        return this;
    }

    /** Whether a status is one of {@link #getExpectStatus()}. */
    public boolean isExpected(int status) {
        return expectStatus.stream().map(StatusRange::parse).anyMatch(range -> range.contains(status));
    }

    @Override
    OptionTable<HealthOptions> table() {
        return HealthKeys.TABLE;
    }

    @Override
    HealthOptions self() {
        return this;
    }
}
