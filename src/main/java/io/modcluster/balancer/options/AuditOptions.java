package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/** Options {@code audit.*}: what is remembered of what was said and done. */
public final class AuditOptions extends StrictOptions<AuditOptions> {
    /**
     * Messages of nodes and acts of operators that are kept, fewer where they are longer than 1,024 characters on average:
     * 0..1,000,000. Default 10,000, some five megabytes.
     */
    public static final int DEFAULT_RECORDS = 10_000;
    /** Changes of nodes that can be undone to look at the past: 0..1,000,000. Default 10,000. */
    public static final int DEFAULT_CHANGES = 10_000;

    private int records = DEFAULT_RECORDS;
    private int changes = DEFAULT_CHANGES;

    /** The defaults. */
    public AuditOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public AuditOptions(AuditOptions other) {
        ObserveKeys.AUDIT.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public AuditOptions(JsonObject json) {
        OptionsProblems.throwIfAny(ObserveKeys.AUDIT.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_RECORDS}. */
    public int getRecords() {
        return records;
    }

    /** See {@link #DEFAULT_RECORDS}. */
    public AuditOptions setRecords(int records) {
        this.records = records;
        return this;
    }

    /** See {@link #DEFAULT_CHANGES}. */
    public int getChanges() {
        return changes;
    }

    /** See {@link #DEFAULT_CHANGES}. */
    public AuditOptions setChanges(int changes) {
        this.changes = changes;
        return this;
    }

    @Override
    OptionTable<AuditOptions> table() {
        return ObserveKeys.AUDIT;
    }

    @Override
    AuditOptions self() {
        return this;
    }
}
