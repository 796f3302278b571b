package io.modcluster.balancer.testkit.cluster;

import io.modcluster.balancer.testkit.cluster.LoadFailure.Kind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a {@link SteadyLoad} saw in a time.
 *
 * @param time how long it was
 * @param targets name → what that target did, in the order of the plan
 */
public record LoadReport(Duration time, Map<String, Target> targets) {

    /**
     * What one target did.
     *
     * @param statuses status → responses
     * @param failures in their order; at most {@value LoadTally#MAX_FAILURES}, the first ones
     * @param failed number of all failures
     * @param idleCloses connections that ended between two requests, which is no failure
     * @param longestGap longest time without a good response, from the beginning of the time to its end
     * @param p50 half of the responses were complete in this time
     * @param p99 99 % of them
     * @param max all of them
     */
    public record Target(
            SortedMap<Integer, Long> statuses,
            List<LoadFailure> failures,
            long failed,
            long idleCloses,
            Duration longestGap,
            Duration p50,
            Duration p99,
            Duration max) {
        /** Responses with whatever status. */
        public long responses() {
            return statuses.values().stream().mapToLong(Long::longValue).sum();
        }

        /** The failures of some kinds. */
        public List<LoadFailure> failures(Kind... kinds) {
            List<Kind> wanted = List.of(kinds);
            return failures.stream()
                    .filter(failure -> wanted.contains(failure.kind()))
                    .toList();
        }

        @Override
        public String toString() {
            return "statuses=" + statuses + " failed=" + failed + kinds() + " idleCloses=" + idleCloses + " gap="
                    + millis(longestGap) + " p50=" + millis(p50) + " p99=" + millis(p99) + " max=" + millis(max);
        }

        private SortedMap<Kind, Long> kinds() {
            return failures.stream()
                    .collect(Collectors.groupingBy(LoadFailure::kind, TreeMap::new, Collectors.counting()));
        }
    }

    /** What one target did. */
    public Target target(String name) {
        Target target = targets.get(name);
        if (target == null) {
            throw new IllegalArgumentException("target: " + name + " (expected: one of " + targets.keySet() + ")");
        }
        return target;
    }

    /** The failures at all targets. */
    public Map<String, List<LoadFailure>> failures() {
        Map<String, List<LoadFailure>> all = new LinkedHashMap<>();
        targets.forEach((name, target) -> {
            if (!target.failures().isEmpty()) {
                all.put(name, target.failures());
            }
        });
        return all;
    }

    /** Responses per second, of all targets. */
    public double perSecond() {
        return targets.values().stream().mapToLong(Target::responses).sum() / (time.toNanos() / 1e9);
    }

    @Override
    public String toString() {
        return Math.round(perSecond()) + " responses/s in " + millis(time)
                + targets.entrySet().stream()
                        .map(target -> "\n  " + target.getKey() + ": " + target.getValue())
                        .collect(Collectors.joining());
    }

    private static String millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e4) / 100.0 + "ms";
    }
}
