package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes this balancer cannot reach, and why: its own view, never shared, since a balancer with a broken cable must
 * not take nodes away from the others. Immutable.
 *
 * @param faults   the nodes in error; who is not in it is up
 * @param doubtful those of them that may be able to serve, and are better than nobody
 * @param onTrial  those of them that one request may try
 */
public record Reachability(Map<JvmRoute, Fault> faults, Set<JvmRoute> doubtful, Set<JvmRoute> onTrial) {
    /** Everybody is up. */
    public static final Reachability ALL_UP = new Reachability(Map.of());

    /** Copies. */
    public Reachability {
        faults = Map.copyOf(faults);
        doubtful = Set.copyOf(doubtful);
        onTrial = Set.copyOf(onTrial);
    }

    /** Nobody in error is in doubt. */
    public Reachability(Map<JvmRoute, Fault> faults) {
        this(faults, Set.of(), Set.of());
    }

    /**
     * A node in error.
     *
     * @param reason      what was seen, for people
     * @param sinceMillis when it was first seen, milliseconds since 1970
     * @param lastMillis  when it was last seen
     * @param count       how often in a row
     */
    public record Fault(String reason, long sinceMillis, long lastMillis, int count) {}

    /** The same view with this node in error since now, without doubt, unless it is already. */
    public Reachability withFault(JvmRoute route, String reason, long nowMillis) {
        if (faults.containsKey(route) && !doubtful.contains(route)) {
            return this;
        }
        Map<JvmRoute, Fault> more = new HashMap<>(faults);
        more.putIfAbsent(route, new Fault(reason, nowMillis, nowMillis, 1));
        return new Reachability(more, without(doubtful, route), without(onTrial, route));
    }

    /** The same view with these nodes up. A request that tries one of them still is a trial. */
    public Reachability withUp(Set<JvmRoute> up) {
        if (up.isEmpty()) {
            return this;
        }
        Map<JvmRoute, Fault> fewer = new HashMap<>(faults);
        fewer.keySet().removeAll(up);
        Set<JvmRoute> doubted = new HashSet<>(doubtful);
        doubted.removeAll(up);
        return new Reachability(fewer, doubted, onTrial);
    }

    /** The same view with nobody on trial at this node. */
    public Reachability withoutTrial(JvmRoute route) {
        return onTrial.contains(route) ? new Reachability(faults, doubtful, without(onTrial, route)) : this;
    }

    private static Set<JvmRoute> without(Set<JvmRoute> routes, JvmRoute route) {
        if (!routes.contains(route)) {
            return routes;
        }
        Set<JvmRoute> others = new HashSet<>(routes);
        others.remove(route);
        return others;
    }

    /** The fault of a node, or null when it is up. */
    public @Nullable Fault faultOf(JvmRoute route) {
        return faults.get(route);
    }
}
