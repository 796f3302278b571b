package io.modcluster.balancer.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a balancer counts into the Micrometer registry of the application around it: the same names with dots, without
 * {@code _total}; of times only count and sum. Looks for new labels every ten seconds. Belongs to the event loop that it
 * was made on.
 */
public final class MeterBinding implements MetricSink, AutoCloseable {
    private static final long PERIOD_MILLIS = 10_000;

    private final Vertx vertx;
    private final BalancerMetrics metrics;
    private final MeterRegistry registry;
    private final long timer;
    private final Map<List<String>, Held> meters = new ConcurrentHashMap<>();
    private long round;

    /** What was told last of one meter. */
    private static final class Held {
        private volatile double value;
        private volatile long round;
        private volatile @Nullable Meter meter;

        double value() {
            return value;
        }
    }

    /**
     * Begins.
     *
     * @param prefix of the addresses of the balancer, by default {@code modcluster}
     */
    public MeterBinding(Vertx vertx, String prefix, MeterRegistry registry) {
        this.vertx = vertx;
        this.metrics = BalancerMetrics.of(vertx, prefix);
        this.registry = registry;
        this.timer = vertx.setPeriodic(PERIOD_MILLIS, tick -> refresh());
        refresh();
    }

    /** Reads all values now; of what is not counted any more, as its node is gone for good, the meters go too. */
    public synchronized void refresh() {
        round++;
        metrics.write(this);
        meters.values().removeIf(held -> {
            Meter meter = held.meter;
            boolean old = held.round != round;
            if (old && meter != null) {
                registry.remove(meter);
            }
            return old;
        });
    }

    @Override
    public void value(Metric metric, double value, String... labels) {
        set(metric, metric.type() == Metric.Type.COUNTER, metric.fullName().replaceAll("_total$", ""), value, labels);
    }

    @Override
    public void histogram(Metric metric, LatencyHistogram histogram, String... labels) {
        long count = 0;
        for (int bucket = 0; bucket <= LatencyHistogram.size(); bucket++) {
            count += histogram.count(bucket);
        }
        set(metric, true, metric.fullName() + "_count", (double) count, labels);
        set(metric, true, metric.fullName() + "_sum", histogram.seconds(), labels);
    }

    private void set(Metric metric, boolean counter, String name, double value, String... labels) {
        String[] key = Arrays.copyOf(labels, labels.length + 1);
        key[labels.length] = name;
        Held held = meters.computeIfAbsent(List.of(key), first -> register(metric, counter, name, labels));
        held.value = value;
        held.round = round;
    }

    private Held register(Metric metric, boolean counter, String name, String... labels) {
        Held held = new Held();
        Tags tags = Tags.empty();
        for (int i = 0; i < labels.length; i++) {
            tags = tags.and(metric.labels().get(i), labels[i]);
        }
        String dotted = name.replace('_', '.');
        if (counter) {
            held.meter = FunctionCounter.builder(dotted, held, Held::value)
                    .description(metric.help())
                    .tags(tags)
                    .register(registry);
        } else {
            held.meter = Gauge.builder(dotted, held, Held::value)
                    .description(metric.help())
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
        }
        return held;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
