package io.modcluster.balancer.metrics;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.FailureKind;
import io.modcluster.balancer.domain.routing.Selection.Affinity;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What is counted for each request: by balancer, node and class of the status, never by path or session. Of more than
 * {@value #MAX_NODES} nodes or {@value #MAX_BALANCERS} balancers those that come later are counted as {@code other}. May be
 * used from any thread.
 */
public final class RequestMetrics {
    static final int MAX_NODES = 1_000;
    static final int MAX_BALANCERS = 100;

    /** Index is the hundreds of the status. */
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    /** Requests that no balancer took: it has no name. */
    private static final String NOBODY = "";

    private final Map<String, OfBalancer> balancers = new ConcurrentHashMap<>();
    private final AtomicInteger nodes = new AtomicInteger();
    private final Map<FailureKind, LongAdder> errors = perKind();
    private final Map<FailureKind, LongAdder> failures = perKind();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder refused = new LongAdder();
    /** Not the sum of those of nodes, which goes down when a node is forgotten. */
    private final LongAdder unserved = new LongAdder();

    RequestMetrics() {}

    /** A request was taken; {@link #ended} must follow. */
    public void began() {
        inFlight.increment();
    }

    /** A request was refused before a node was looked for, and did not begin. */
    public void refused() {
        refused.increment();
    }

    /** A request is sent to a node, for the first time or again. */
    public void tried(String balancer, JvmRoute node, Affinity affinity) {
        OfBalancer series = of(balancer);
        series.affinity(affinity).increment();
        of(series, node).tries.increment();
    }

    /** A try failed. */
    public void failed(String balancer, JvmRoute node, FailureKind kind) {
        of(of(balancer), node).failed.increment();
        count(failures, kind);
    }

    /**
     * A request ended.
     *
     * @param balancer null when none serves it
     * @param node     that was tried last, or null
     * @param status   for the client; 499 when it went away
     * @param kind     why there is not the whole response of a node, or null
     * @param elapsedNanos how long it took; negative when that means nothing
     */
    public void ended(
            @Nullable String balancer,
            @Nullable JvmRoute node,
            int status,
            @Nullable FailureKind kind,
            long elapsedNanos) {
        inFlight.decrement();
        OfBalancer series = of(balancer == null ? NOBODY : balancer);
        if (elapsedNanos >= 0) {
            series.duration.add(elapsedNanos);
        }
        int hundreds = status / 100;
        LongAdder[] statuses = node == null ? series.byStatus : of(series, node).byStatus;
        statuses[hundreds >= 1 && hundreds <= 5 ? hundreds : 0].increment();
        if (hundreds == 0 || hundreds >= 5) {
            unserved.increment();
        }
        if (kind != null) {
            count(errors, kind);
        }
    }

    /** What was counted until now, over all balancers; {@code bytes} of bodies are counted elsewhere. */
    TrafficTotals totals(long bytes) {
        long[] times = new long[LatencyHistogram.size() + 1];
        for (OfBalancer series : balancers.values()) {
            for (int bucket = 0; bucket < times.length; bucket++) {
                times[bucket] += series.duration.count(bucket);
            }
        }
        return TrafficTotals.of(unserved.sum(), bytes, times);
    }

    /** Requests that are under way. */
    long inFlight() {
        return inFlight.sum();
    }

    /** Forgets a node that is gone for good. */
    public void forget(JvmRoute node) {
        balancers.values().forEach(series -> {
            if (series.nodes.remove(node.value()) != null) {
                nodes.decrementAndGet();
            }
        });
    }

    private static void count(Map<FailureKind, LongAdder> counters, FailureKind kind) {
        LongAdder counter = counters.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    private OfBalancer of(String name) {
        OfBalancer series = balancers.get(name);
        if (series != null) {
            return series;
        }
        String bounded = balancers.size() < MAX_BALANCERS ? name : BalancerMetrics.OTHER;
        return balancers.computeIfAbsent(bounded, key -> new OfBalancer());
    }

    private OfNode of(OfBalancer balancer, JvmRoute node) {
        OfNode series = balancer.nodes.get(node.value());
        if (series != null) {
            return series;
        }
        // may be passed by as many as there are threads
        boolean room = nodes.get() < MAX_NODES;
        return balancer.nodes.computeIfAbsent(room ? node.value() : BalancerMetrics.OTHER, key -> {
            nodes.incrementAndGet();
            return new OfNode();
        });
    }

    void write(MetricSink sink) {
        sink.value(Metric.REQUESTS_IN_FLIGHT, (double) inFlight.sum());
        sink.value(Metric.REQUESTS_REFUSED, (double) refused.sum());
        errors.forEach((kind, count) -> sink.value(Metric.REQUEST_ERRORS, (double) count.sum(), lower(kind)));
        failures.forEach((kind, count) -> sink.value(Metric.FAILURES, (double) count.sum(), lower(kind)));
        balancers.forEach((name, series) -> series.write(sink, name));
    }

    private static Map<FailureKind, LongAdder> perKind() {
        Map<FailureKind, LongAdder> counters = new EnumMap<>(FailureKind.class);
        for (FailureKind kind : FailureKind.values()) {
            counters.put(kind, new LongAdder());
        }
        return counters;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static LongAdder[] statuses() {
        LongAdder[] counters = new LongAdder[CLASSES.length];
        for (int i = 0; i < counters.length; i++) {
            counters[i] = new LongAdder();
        }
        return counters;
    }

    private static final class OfBalancer {
        private final LatencyHistogram duration = new LatencyHistogram();
        private final LongAdder[] byStatus = statuses();
        private final Map<String, OfNode> nodes = new ConcurrentHashMap<>();
        private final LongAdder hit = new LongAdder();
        private final LongAdder moved = new LongAdder();
        private final LongAdder none = new LongAdder();

        LongAdder affinity(Affinity affinity) {
            return switch (affinity) {
                case HIT -> hit;
                case MOVED -> moved;
                case NONE -> none;
            };
        }

        void write(MetricSink sink, String name) {
            sink.histogram(Metric.REQUEST_DURATION, duration, name);
            sink.value(Metric.AFFINITY, (double) hit.sum(), name, "hit");
            sink.value(Metric.AFFINITY, (double) moved.sum(), name, "moved");
            sink.value(Metric.AFFINITY, (double) none.sum(), name, "none");
            write(sink, byStatus, name, NOBODY);
            nodes.forEach((node, series) -> {
                write(sink, series.byStatus, name, node);
                sink.value(Metric.TRIES, (double) series.tries.sum(), name, node);
                sink.value(Metric.FAILED_TRIES, (double) series.failed.sum(), name, node);
            });
        }

        private static void write(MetricSink sink, LongAdder[] statuses, String balancer, String node) {
            for (int i = 0; i < statuses.length; i++) {
                long count = statuses[i].sum();
                if (count > 0) {
                    sink.value(Metric.REQUESTS, (double) count, balancer, node, CLASSES[i]);
                }
            }
        }
    }

    private static final class OfNode {
        private final LongAdder[] byStatus = statuses();
        private final LongAdder tries = new LongAdder();
        private final LongAdder failed = new LongAdder();
    }
}
