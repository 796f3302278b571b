package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/** Options {@code retry.*}: how often a request that failed at one node goes to another. */
public final class RetryOptions extends StrictOptions<RetryOptions> {
    /** Tries of a request in all, where its balancer's nodes did not say {@code Maxattempts}: 1..10. Default 3. */
    public static final int DEFAULT_MAX_TRIES = 3;
    /** Share of the requests of the last 10 s that may be sent a second time: 0..100. Default 20. */
    public static final int DEFAULT_BUDGET_PERCENT = 20;
    /** Requests per second that may be sent a second time however few there were: 0..1000. Default 10. */
    public static final int DEFAULT_BUDGET_MIN = 10;
    /** Longest body that is kept to be sent again with PUT or DELETE: 0..1 MiB. Default 64 KiB; 0 keeps none. */
    public static final int DEFAULT_MAX_BODY = 64 * 1024;

    private int maxTries = DEFAULT_MAX_TRIES;
    private int budgetPercent = DEFAULT_BUDGET_PERCENT;
    private int budgetMin = DEFAULT_BUDGET_MIN;
    private int maxBody = DEFAULT_MAX_BODY;

    /** The defaults. */
    public RetryOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public RetryOptions(RetryOptions other) {
        RetryKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public RetryOptions(JsonObject json) {
        OptionsProblems.throwIfAny(RetryKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_MAX_TRIES}. */
    public int getMaxTries() {
        return maxTries;
    }

    /** See {@link #DEFAULT_MAX_TRIES}. */
    public RetryOptions setMaxTries(int maxTries) {
        this.maxTries = maxTries;
        return this;
    }

    /** See {@link #DEFAULT_BUDGET_PERCENT}. */
    public int getBudgetPercent() {
        return budgetPercent;
    }

    /** See {@link #DEFAULT_BUDGET_PERCENT}. */
    public RetryOptions setBudgetPercent(int budgetPercent) {
        this.budgetPercent = budgetPercent;
        return this;
    }

    /** See {@link #DEFAULT_BUDGET_MIN}. */
    public int getBudgetMin() {
        return budgetMin;
    }

    /** See {@link #DEFAULT_BUDGET_MIN}. */
    public RetryOptions setBudgetMin(int budgetMin) {
        this.budgetMin = budgetMin;
        return this;
    }

    /** See {@link #DEFAULT_MAX_BODY}. */
    public int getMaxBody() {
        return maxBody;
    }

    /** See {@link #DEFAULT_MAX_BODY}. */
    public RetryOptions setMaxBody(int maxBody) {
        this.maxBody = maxBody;
        return this;
    }

    @Override
    OptionTable<RetryOptions> table() {
        return RetryKeys.TABLE;
    }

    @Override
    RetryOptions self() {
        return this;
    }
}
