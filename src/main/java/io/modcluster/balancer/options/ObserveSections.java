package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

/** The sections of {@link BalancerOptions} that say what is counted, remembered and told. */
abstract sealed class ObserveSections<T extends ObserveSections<T>> extends StrictOptions<T> permits DataPlaneSections {
    private MetricsOptions metrics = new MetricsOptions();
    private AuditOptions audit = new AuditOptions();
    private EventsOptions events = new EventsOptions();
    private ExplainOptions explain = new ExplainOptions();
    private TracingOptions tracing = new TracingOptions();

    /** What is counted and who may read it: {@code metrics.*}. */
    public final MetricsOptions getMetrics() {
        return metrics;
    }

    /** See {@link #getMetrics()}; the object is kept, not copied. */
    public final T setMetrics(MetricsOptions metrics) {
        this.metrics = requireNonNull(metrics, "metrics");
        return self();
    }

    /** What is remembered: {@code audit.*}. */
    public final AuditOptions getAudit() {
        return audit;
    }

    /** See {@link #getAudit()}; the object is kept, not copied. */
    public final T setAudit(AuditOptions audit) {
        this.audit = requireNonNull(audit, "audit");
        return self();
    }

    /** Who is told of changes: {@code events.*}. */
    public final EventsOptions getEvents() {
        return events;
    }

    /** See {@link #getEvents()}; the object is kept, not copied. */
    public final T setEvents(EventsOptions events) {
        this.events = requireNonNull(events, "events");
        return self();
    }

    /** Who is told on a real response what was chosen: {@code explain.*}. */
    public final ExplainOptions getExplain() {
        return explain;
    }

    /** See {@link #getExplain()}; the object is kept, not copied. */
    public final T setExplain(ExplainOptions explain) {
        this.explain = requireNonNull(explain, "explain");
        return self();
    }

    /** Where traces are told: {@code tracing.*}. */
    public final TracingOptions getTracing() {
        return tracing;
    }

    /** See {@link #getTracing()}; the object is kept, not copied. */
    public final T setTracing(TracingOptions tracing) {
        this.tracing = requireNonNull(tracing, "tracing");
        return self();
    }
}
