package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.routing.Reachability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes are in error, since when, why, and when to look again. A fault is about a node at an address: a node that
 * comes back elsewhere starts clean. Belongs to one thread; time is an argument.
 */
final class ReachabilityTracker {
    /** First look after an error, in milliseconds; doubles up to {@link #MAX_PAUSE_MILLIS}. */
    static final long MIN_PAUSE_MILLIS = 500;
    /** Longest pause between two looks. Half of a STATUS period, so that a probe never comes later than the node does. */
    static final long MAX_PAUSE_MILLIS = 5_000;

    private final Map<JvmRoute, Entry> faults = new HashMap<>();

    private record Entry(NodeAddress address, Reachability.Fault fault, long nextLookMillis) {}

    /** A node failed. Returns whether it was up until now. */
    boolean failed(JvmRoute route, NodeAddress address, String reason, long nowMillis) {
        Entry known = faults.get(route);
        Reachability.Fault before = known != null && known.address.equals(address) ? known.fault : null;
        int count = before == null ? 1 : before.count() + 1;
        long since = before == null ? nowMillis : before.sinceMillis();
        long pause = Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(count - 1, 10));
        faults.put(
                route, new Entry(address, new Reachability.Fault(reason, since, nowMillis, count), nowMillis + pause));
        return before == null;
    }

    /** A node answered. Returns whether it was in error until now. */
    boolean answered(JvmRoute route) {
        return faults.remove(route) != null;
    }

    /** Forgets faults of nodes that are not there any more, or elsewhere. Returns whether there were any. */
    boolean keepOnly(Map<JvmRoute, NodeAddress> nodes) {
        return faults.entrySet().removeIf(entry -> !entry.getValue().address.equals(nodes.get(entry.getKey())));
    }

    /** Nodes in error that are to be looked at now. */
    List<JvmRoute> due(long nowMillis) {
        List<JvmRoute> due = new ArrayList<>();
        faults.forEach((route, entry) -> {
            if (entry.nextLookMillis <= nowMillis) {
                due.add(route);
            }
        });
        return due;
    }

    /** Nodes that are in error for at least this long. */
    List<JvmRoute> inErrorSince(long oldestMillis) {
        List<JvmRoute> dead = new ArrayList<>();
        faults.forEach((route, entry) -> {
            if (entry.fault.sinceMillis() <= oldestMillis) {
                dead.add(route);
            }
        });
        return dead;
    }

    /** The state of this moment. */
    Reachability snapshot() {
        Map<JvmRoute, Reachability.Fault> snapshot = new HashMap<>();
        faults.forEach((route, entry) -> snapshot.put(route, entry.fault));
        return new Reachability(snapshot);
    }
}
