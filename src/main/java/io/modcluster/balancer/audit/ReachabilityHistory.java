package io.modcluster.balancer.audit;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.routing.Reachability;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/**
 * Which nodes this balancer reached at moments of the past. A view that differs only in when a fault was seen last and how
 * often takes the place of the one before for up to a second. Bounded in views and in faults. May be used from any thread.
 */
public final class ReachabilityHistory implements Shareable {
    /** Faults of all views together, some 100 bytes each. */
    static final int MAX_FAULTS = 200_000;

    private static final long REPEATED_MILLIS = 1_000;

    /** Oldest first. */
    private final ArrayDeque<View> views = new ArrayDeque<>();

    private int size = TableHistory.DEFAULT_SIZE;
    private long faults;

    private record View(long millis, Reachability seen) {}

    /** Knows nothing yet. */
    public ReachabilityHistory() {}

    /** The history of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static ReachabilityHistory of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, ReachabilityHistory>getLocalMap(prefix + ".history")
                .computeIfAbsent("reachability", key -> new ReachabilityHistory());
    }

    /** Most views that are kept; 0 keeps none. */
    public synchronized void resize(int most) {
        size = most;
        trim();
    }

    /** It is like this from now on. Times must not go back. */
    public synchronized void seen(long millis, Reachability seen) {
        View last = views.peekLast();
        if (last != null && last.seen.equals(seen)) {
            return;
        }
        long since = millis;
        if (last != null && millis - last.millis < REPEATED_MILLIS && isRepeated(last.seen, seen)) {
            since = last.millis;
            faults -= last.seen.faults().size();
            views.removeLast();
        }
        views.addLast(new View(since, seen));
        faults += seen.faults().size();
        trim();
    }

    /** Whether the same nodes are out for the same reasons. */
    private static boolean isRepeated(Reachability one, Reachability other) {
        return one.doubtful().equals(other.doubtful())
                && one.onTrial().equals(other.onTrial())
                && reasons(one).equals(reasons(other));
    }

    private static Map<JvmRoute, String> reasons(Reachability seen) {
        Map<JvmRoute, String> reasons = new HashMap<>();
        seen.faults().forEach((route, fault) -> reasons.put(route, fault.reason()));
        return reasons;
    }

    private void trim() {
        while (views.size() > size || (faults > MAX_FAULTS && !views.isEmpty())) {
            faults -= views.removeFirst().seen.faults().size();
        }
    }

    /** How many views it keeps. */
    public synchronized int size() {
        return views.size();
    }

    /** Who was reached at a moment; empty when that is too long ago. */
    public synchronized Optional<Reachability> at(long millis) {
        View found = null;
        for (Iterator<View> newest = views.descendingIterator(); newest.hasNext() && found == null; ) {
            View view = newest.next();
            found = view.millis <= millis ? view : null;
        }
        return Optional.ofNullable(found).map(View::seen);
    }
}
