package io.modcluster.balancer.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A load from measures with weights, each smoothed over the last periods, as the mod_cluster client computes it: what was
 * measured i periods ago counts decay<sup>-i</sup>. A measure that throws is left out this time; when all do, this throws.
 * For one node: not thread-safe, and each call of {@link #load} is a period.
 */
public final class MeasuredLoad implements LoadProvider {
    /** Periods that are remembered beside the present one: 0 and more. Default 9, as mod_cluster. */
    public static final int DEFAULT_HISTORY = 9;
    /** How much less each period counts than the one after it: 1, the same, and more. Default 2, as mod_cluster. */
    public static final double DEFAULT_DECAY = 2;

    private final int history;
    private final double decay;
    private final List<Part> parts = new ArrayList<>();

    /** Nothing measured yet, with the default history and decay. */
    public MeasuredLoad() {
        this(DEFAULT_HISTORY, DEFAULT_DECAY);
    }

    /** See {@link #DEFAULT_HISTORY} and {@link #DEFAULT_DECAY}; fails with {@link IllegalArgumentException} out of range. */
    public MeasuredLoad(int history, double decay) {
        if (history < 0 || !(decay >= 1)) {
            throw new IllegalArgumentException("history: " + history + ", decay: " + decay
                    + " (expected: a history of at least 0, a decay of at least 1)");
        }
        this.history = history;
        this.decay = decay;
    }

    /** Measures this too. {@code weight} is at least 1, and counts relative to the others. */
    public MeasuredLoad with(LoadMetric metric, int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: at least 1)");
        }
        parts.add(new Part(metric, weight, new ArrayDeque<>()));
        return this;
    }

    /** 1 to 100: a busy node is never taken for a hot standby. */
    @Override
    public int load() {
        double sum = 0;
        int weights = 0;
        RuntimeException failure = new IllegalStateException("nothing is measured");
        for (Part part : parts) {
            try {
                record(part);
                sum += average(part.measured) * part.weight;
                weights += part.weight;
            } catch (RuntimeException failed) {
                failure = failed;
            }
        }
        if (weights == 0) {
            throw failure;
        }
        return 100 - (int) Math.max(0, Math.min(99, Math.round(100 * sum / weights)));
    }

    private void record(Part part) {
        double used = part.metric.used();
        part.measured.addFirst(used >= 0 ? Math.min(used, 1) : 0);
        if (part.measured.size() > history + 1) {
            part.measured.removeLast();
        }
    }

    /** The latest measurement comes first. */
    private double average(Deque<Double> measured) {
        double sum = 0;
        double weights = 0;
        double weight = 1;
        for (double value : measured) {
            sum += value * weight;
            weights += weight;
            weight /= decay;
        }
        return sum / weights;
    }

    private record Part(LoadMetric metric, int weight, Deque<Double> measured) {}
}
