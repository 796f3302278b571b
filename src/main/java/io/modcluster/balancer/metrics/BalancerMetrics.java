package io.modcluster.balancer.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one balancer counts, over all its verticles; read when somebody asks, at no other time. Counting takes a lookup at
 * most and allocates nothing. May be used from any thread.
 */
public final class BalancerMetrics implements Shareable {
    /** Labels of one metric that {@link #counter(Metric, String)} keeps apart. */
    private static final int MAX_LABELS = 100;

    /** Stands for all that there is no room for. */
    static final String OTHER = "other";

    private final Map<Metric, LongAdder> counters = new EnumMap<>(Metric.class);
    private final Map<Metric, Map<String, LongAdder>> labelled = new ConcurrentHashMap<>();
    private final Map<Metric, DoubleSupplier> gauges = new ConcurrentHashMap<>();
    private final RequestMetrics requests = new RequestMetrics();
    private final EventLoopLag lag = new EventLoopLag();
    private final EventLoopLag clusterLag = new EventLoopLag();

    private BalancerMetrics() {
        for (Metric metric : Metric.values()) {
            counters.put(metric, new LongAdder());
        }
    }

    /** The metrics of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static BalancerMetrics of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, BalancerMetrics>getLocalMap(prefix + ".metrics")
                .computeIfAbsent("all", key -> new BalancerMetrics());
    }

    /** What is counted for each request. */
    public RequestMetrics requests() {
        return requests;
    }

    /** How late event loops are. */
    public EventLoopLag lag() {
        return lag;
    }

    /** How late what other members said was known here. */
    public EventLoopLag clusterLag() {
        return clusterLag;
    }

    /** The counter of a metric without labels; also what goes up and down by one. To be kept where it is used often. */
    public LongAdder counter(Metric metric) {
        LongAdder counter = counters.get(metric);
        if (counter == null || !metric.labels().isEmpty()) {
            throw new IllegalArgumentException(metric + " (expected: a metric without labels)");
        }
        return counter;
    }

    /** The counter of a metric with one label, or with several whose values stand in one text with a bar between them. */
    public LongAdder counter(Metric metric, String label) {
        Map<String, LongAdder> byLabel = labelled.computeIfAbsent(metric, key -> new ConcurrentHashMap<>());
        LongAdder counter = byLabel.get(label);
        if (counter != null) {
            return counter;
        }
        String bounded = byLabel.size() < MAX_LABELS
                ? label
                : String.join("|", Collections.nCopies(metric.labels().size(), OTHER));
        return byLabel.computeIfAbsent(bounded, key -> new LongAdder());
    }

    /** What a gauge without labels is read from; takes the place of what was said before. Must not block. */
    public void gauge(Metric metric, DoubleSupplier value) {
        gauges.put(metric, value);
    }

    /** The value of a gauge now; null where nobody said what it is read from. */
    public @Nullable Double read(Metric metric) {
        DoubleSupplier value = gauges.get(metric);
        return value == null ? null : value.getAsDouble();
    }

    /** Tells {@code sink} the values of the moment. */
    public void write(MetricSink sink) {
        counters.forEach((metric, counter) -> {
            if (metric.labels().isEmpty() && metric.type() != Metric.Type.HISTOGRAM && !gauges.containsKey(metric)) {
                sink.value(metric, (double) counter.sum());
            }
        });
        labelled.forEach((metric, byLabel) -> byLabel.forEach(
                (label, counter) -> sink.value(metric, (double) counter.sum(), label.split("\\|", -1))));
        gauges.forEach((metric, value) -> sink.value(metric, value.getAsDouble()));
        requests.write(sink);
    }
}
