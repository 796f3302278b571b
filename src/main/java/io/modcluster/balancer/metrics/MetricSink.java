package io.modcluster.balancer.metrics;

/** Takes the values of the moment. Called by sources during one export, on one thread. */
public interface MetricSink {
    /**
     * A counter or a gauge.
     *
     * @param labels values of {@link Metric#labels()}, all of them; any text
     */
    void value(Metric metric, double value, String... labels);

    /** A histogram. */
    void histogram(Metric metric, LatencyHistogram histogram, String... labels);
}
