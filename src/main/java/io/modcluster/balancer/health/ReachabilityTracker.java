package io.modcluster.balancer.health;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.NodeAddress;
import io.modcluster.balancer.domain.routing.Reachability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes are in error, since when, why, when to look again, and when a good look takes them back. The first error ends
 * with the first good look; who fails again within a minute is out for a time that doubles with each error, so that a node
 * that comes and goes changes its state only so often. A fault is about a node at an address: a node that comes back elsewhere
 * starts clean. Belongs to one thread; time is an argument.
 */
final class ReachabilityTracker {
    /** First look after an error, in milliseconds; doubles up to {@link #MAX_PAUSE_MILLIS}. */
    static final long MIN_PAUSE_MILLIS = 500;
    /** Longest pause between two looks. Half of a STATUS period, so that a probe never comes later than the node does. */
    static final long MAX_PAUSE_MILLIS = 5_000;

    private final HealthRules rules;
    private final Map<JvmRoute, Entry> faults = new HashMap<>();
    private final Map<JvmRoute, Past> past = new HashMap<>();
    private final Map<JvmRoute, Integer> misses = new HashMap<>();

    private record Past(NodeAddress address, int times, long endMillis) {}

    /**
     * A node that is out.
     *
     * @param before       how often it was before
     * @param silentMillis since when it has not answered, or −1 when it has
     */
    private record Entry(
            NodeAddress address,
            Reachability.Fault fault,
            Cause cause,
            int before,
            int goodLooks,
            long silentMillis,
            int looks,
            long nextLookMillis) {
        Entry answered(long nextLook) {
            return new Entry(address, fault, cause, before, goodLooks + 1, -1, 0, nextLook);
        }
    }

    ReachabilityTracker(HealthRules rules) {
        this.rules = rules;
    }

    /** A node failed. Returns whether it was up until now. */
    boolean failed(JvmRoute route, NodeAddress address, Cause cause, String reason, long nowMillis) {
        misses.remove(route);
        Entry known = faults.get(route);
        if (known != null && !known.address.equals(address)) {
            known = null;
        }
        int count = known == null ? 1 : known.fault.count() + 1;
        long since = known == null ? nowMillis : known.fault.sinceMillis();
        long silent = known == null || known.silentMillis < 0 ? nowMillis : known.silentMillis;
        // requests that fail all at once when a node dies do not put the look off that finds it back
        boolean first = known == null || known.nextLookMillis <= nowMillis;
        int looks = known == null ? 0 : known.looks + (first ? 1 : 0);
        long pause = Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(looks, 10));
        long next = first || known == null ? nowMillis + pause : known.nextLookMillis;
        Reachability.Fault fault = new Reachability.Fault(reason, since, nowMillis, count);
        int before = known == null ? timesBefore(route, address, nowMillis) : known.before;
        Cause worst = known == null ? cause : worse(known.cause, cause);
        if (known != null && cause == Cause.ERRORS && isOnTrial(known, nowMillis)) {
            before++; // a trial that failed: once, though each event loop may have had one at the same time
        }
        faults.put(route, new Entry(address, fault, worst, before, 0, silent, looks, next));
        return known == null;
    }

    private int timesBefore(JvmRoute route, NodeAddress address, long nowMillis) {
        Past last = past.get(route);
        if (last == null || !last.address.equals(address)) {
            return 0;
        }
        return nowMillis - last.endMillis <= HealthRules.FORGET_MILLIS ? last.times : 0;
    }

    /** Who refuses connections is out for that; who had errors is not taken back for a good look. */
    private static Cause worse(Cause known, Cause added) {
        return known == Cause.UNREACHABLE || added == Cause.UNREACHABLE ? Cause.UNREACHABLE : known;
    }

    /** A node that is up did not answer a look as it should. Returns whether it did so for the last time that it may. */
    boolean missed(JvmRoute route) {
        return misses.merge(route, 1, Integer::sum) >= rules.fall();
    }

    /** A node answered a look. Returns whether that takes it back in. */
    boolean answered(JvmRoute route, long nowMillis) {
        misses.remove(route);
        Entry entry = faults.get(route);
        if (entry == null || entry.cause == Cause.ERRORS) {
            if (entry != null) {
                faults.put(route, entry.answered(nowMillis + MAX_PAUSE_MILLIS));
            }
            return false;
        }
        long end = entry.fault.lastMillis() + rules.hold(entry.before);
        if (entry.goodLooks + 1 < rules.rise() || nowMillis < end) {
            faults.put(route, entry.answered(Math.max(nowMillis + MIN_PAUSE_MILLIS, end)));
            return false;
        }
        return passed(route, nowMillis);
    }

    /** A node served a request that tried it. Returns whether it was in error until now. */
    boolean passed(JvmRoute route, long nowMillis) {
        Entry entry = faults.remove(route);
        if (entry != null) {
            past.put(route, new Past(entry.address, entry.before + 1, nowMillis));
        }
        return entry != null;
    }

    /** Takes a node back that was out only because it was not seen yet. Returns whether it was. */
    boolean seen(JvmRoute route) {
        return faults.remove(route) != null;
    }

    /** Forgets what was of nodes that are not there any more, or elsewhere. Returns whether one of them was in error. */
    boolean keepOnly(Predicate<JvmRoute> known, Map<JvmRoute, NodeAddress> nodes) {
        past.keySet().removeIf(known.negate());
        misses.keySet().removeIf(known.negate());
        return faults.entrySet().removeIf(entry -> !entry.getValue().address.equals(nodes.get(entry.getKey())));
    }

    /** Whether there is anything to forget. */
    boolean isEmpty() {
        return faults.isEmpty() && past.isEmpty() && misses.isEmpty();
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

    /** Nodes that have not answered for at least this long. */
    List<JvmRoute> silentSince(long oldestMillis) {
        List<JvmRoute> dead = new ArrayList<>();
        faults.forEach((route, entry) -> {
            boolean dumb = entry.cause != Cause.ERRORS && entry.silentMillis >= 0;
            if (dumb && entry.silentMillis <= oldestMillis) {
                dead.add(route);
            }
        });
        return dead;
    }

    /** The nodes in error. */
    List<JvmRoute> faults() {
        return List.copyOf(faults.keySet());
    }

    /** Whether a node may be tried with a request. */
    boolean hasTrial(long nowMillis) {
        return faults.values().stream().anyMatch(entry -> isOnTrial(entry, nowMillis));
    }

    private boolean isOnTrial(Entry entry, long nowMillis) {
        return entry.cause == Cause.ERRORS && nowMillis - entry.fault.lastMillis() >= rules.hold(entry.before + 1);
    }

    /** The fault of a node, or null when it is up. */
    Reachability.@Nullable Fault faultOf(JvmRoute route) {
        Entry entry = faults.get(route);
        return entry == null ? null : entry.fault;
    }

    /** The state of this moment. */
    Reachability snapshot(long nowMillis) {
        Map<JvmRoute, Reachability.Fault> snapshot = new HashMap<>();
        Set<JvmRoute> doubtful = new HashSet<>();
        Set<JvmRoute> onTrial = new HashSet<>();
        faults.forEach((route, entry) -> {
            snapshot.put(route, entry.fault);
            if (entry.cause != Cause.UNREACHABLE || entry.goodLooks > 0) {
                doubtful.add(route);
            }
            if (isOnTrial(entry, nowMillis)) {
                onTrial.add(route);
            }
        });
        return new Reachability(snapshot, doubtful, onTrial);
    }
}
