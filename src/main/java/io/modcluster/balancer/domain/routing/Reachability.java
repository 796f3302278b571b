package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.JvmRoute;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes this balancer cannot reach, and why: its own view, never shared, since a balancer with a broken cable must
 * not take nodes away from the others. Immutable.
 *
 * @param faults the nodes in error; who is not in it is up
 */
public record Reachability(Map<JvmRoute, Fault> faults) {
    /** Everybody is up. */
    public static final Reachability ALL_UP = new Reachability(Map.of());

    /** Copies the map. */
    public Reachability {
        faults = Map.copyOf(faults);
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

    /** The same view with this node in error since now, unless it is already. */
    public Reachability withFault(JvmRoute route, String reason, long nowMillis) {
        if (faults.containsKey(route)) {
            return this;
        }
        Map<JvmRoute, Fault> more = new HashMap<>(faults);
        more.put(route, new Fault(reason, nowMillis, nowMillis, 1));
        return new Reachability(more);
    }

    /** The fault of a node, or null when it is up. */
    public @Nullable Fault faultOf(JvmRoute route) {
        return faults.get(route);
    }
}
