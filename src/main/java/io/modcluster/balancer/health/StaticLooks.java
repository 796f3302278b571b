package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.StaticNodeOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * When to look at static nodes: other nodes are looked at whenever they send STATUS, these say nothing. Each has its turn once
 * in a period, one after the other. Belongs to one thread; time is an argument.
 */
final class StaticLooks {
    /** The period of STATUS that mod_cluster nodes have by default. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private final List<JvmRoute> routes;
    private final Set<JvmRoute> known;
    private final long periodMillis;
    private long lastMillis;
    /** Turns that are due, times the period: less than one remains for the next time. */
    private long credit;

    private int next;

    StaticLooks(List<JvmRoute> routes, Duration period, long nowMillis) {
        this.routes = List.copyOf(routes);
        this.known = new HashSet<>(routes);
        this.periodMillis = period.toMillis();
        this.lastMillis = nowMillis;
    }

    /** Those of {@code nodes}. */
    static StaticLooks of(BalancerOptions options, long nowMillis) {
        List<JvmRoute> routes = options.getNodes().stream()
                .map(StaticNodeOptions::getRoute)
                .map(JvmRoute::new)
                .toList();
        return new StaticLooks(routes, PERIOD, nowMillis);
    }

    /** All of them. */
    List<JvmRoute> routes() {
        return routes;
    }

    /** Without them: they are never taken out for being dead, since nobody would bring them back. */
    List<JvmRoute> without(Collection<JvmRoute> all) {
        return all.stream().filter(route -> !known.contains(route)).toList();
    }

    /** Whose turn it is now; nobody has two, however long ago the last call was. */
    List<JvmRoute> due(long nowMillis) {
        long elapsed = Math.max(0, Math.min(periodMillis, nowMillis - lastMillis));
        lastMillis = nowMillis;
        credit += elapsed * routes.size();
        List<JvmRoute> due = new ArrayList<>();
        for (; credit >= periodMillis; credit -= periodMillis) {
            due.add(routes.get(next));
            next = (next + 1) % routes.size();
        }
        return due;
    }
}
