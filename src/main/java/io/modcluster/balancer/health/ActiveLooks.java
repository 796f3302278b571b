package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * When to look at nodes that are looked at in turn: each once in a period, one after the other, so that a thousand nodes are
 * no more at once than a few; who comes new is last. Belongs to one thread; time is an argument.
 */
final class ActiveLooks {
    private final long periodMillis;
    private final Set<JvmRoute> queue = new LinkedHashSet<>();
    private long lastMillis;
    /** Turns that are due, times the period: less than one remains for the next time. */
    private long credit;

    /** @param phase 0..1, how much of a turn has passed already: balancers that start together do not look together */
    ActiveLooks(long periodMillis, long nowMillis, double phase) {
        this.periodMillis = periodMillis;
        this.lastMillis = nowMillis;
        this.credit = (long) (periodMillis * phase);
    }

    /** Looks at these from now on, and keeps the order of those that it knows. */
    void of(Collection<JvmRoute> routes) {
        queue.retainAll(routes instanceof Set ? routes : new HashSet<>(routes));
        queue.addAll(routes);
    }

    /** Whose turn it is now, at most {@code most}: who has to wait for others is the first the next time. */
    List<JvmRoute> due(long nowMillis, int most) {
        long elapsed = Math.max(0, Math.min(periodMillis, nowMillis - lastMillis));
        lastMillis = nowMillis;
        credit = Math.min(credit + elapsed * queue.size(), periodMillis * Math.max(1, queue.size()));
        List<JvmRoute> due = new ArrayList<>();
        Iterator<JvmRoute> first = queue.iterator();
        while (credit >= periodMillis && due.size() < most && first.hasNext()) {
            credit -= periodMillis;
            due.add(first.next());
            first.remove();
        }
        queue.addAll(due);
        return due;
    }
}
