package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose requests fail too often: counts of the last ten seconds, taken every second. Off unless configured, since slow or odd
 * requests of one client must not take a node away from the others (CVE-2012-4557). Belongs to one thread; time is an argument.
 */
final class ErrorShare {
    static final long WINDOW_MILLIS = 10_000;
    private static final long STEP_MILLIS = 1_000;

    private final HealthRules rules;
    private final Map<JvmRoute, Deque<Sample>> nodes = new HashMap<>();
    private long lastMillis = Long.MIN_VALUE;

    private record Sample(long atMillis, long requests, long errors) {}

    ErrorShare(HealthRules rules) {
        this.rules = rules;
    }

    /** Whether it is time for the next samples; never where this is off. */
    boolean isDue(long nowMillis) {
        if (rules.errorPercent() == 0 || (lastMillis != Long.MIN_VALUE && nowMillis - lastMillis < STEP_MILLIS)) {
            return false;
        }
        lastMillis = nowMillis;
        return true;
    }

    /**
     * Takes what was counted of a node since ever.
     *
     * @return why it is to go out, or null. Said once: it starts anew then
     */
    @Nullable
    String sample(JvmRoute route, long requests, long errors, long nowMillis) {
        Deque<Sample> samples = nodes.computeIfAbsent(route, none -> new ArrayDeque<>());
        samples.addLast(new Sample(nowMillis, requests, errors));
        while (samples.size() > 1 && samples.getFirst().atMillis < nowMillis - WINDOW_MILLIS) {
            samples.removeFirst();
        }
        long recent = requests - samples.getFirst().requests;
        long failed = errors - samples.getFirst().errors;
        if (recent < rules.errorMin() || failed * 100 < recent * rules.errorPercent()) {
            return null;
        }
        samples.clear();
        samples.addLast(new Sample(nowMillis, requests, errors));
        return failed + " of " + recent + " requests failed within " + WINDOW_MILLIS / 1_000 + " s";
    }

    /** Forgets nodes that are not there any more. */
    void keepOnly(Predicate<JvmRoute> known) {
        nodes.keySet().removeIf(known.negate());
    }
}
