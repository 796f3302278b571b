package io.modcluster.balancer.audit;

import io.modcluster.balancer.domain.JvmRoute;
import io.modcluster.balancer.domain.Node;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.Shareable;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the table was at moments of the past: what is known now, and what each change put an end to. A change costs a node
 * with a place for each of its contexts, so there is a bound for these too. A change of nothing but the load is kept once a
 * minute for each node. May be used from any thread.
 */
public final class TableHistory implements Shareable {
    static final int DEFAULT_SIZE = 10_000;
    private static final long LOAD_MILLIS = 60_000;
    /** Contexts of all changes together, about 64 bytes each. */
    static final int MAX_ROWS = 500_000;

    /** Oldest first. */
    private final ArrayDeque<Change> changes = new ArrayDeque<>();

    private final Map<JvmRoute, Long> loadKept = new HashMap<>();
    private Map<JvmRoute, Node> now = Map.of();
    private int size = DEFAULT_SIZE;
    /** Contexts in all changes. */
    private long rows;
    /** Before this nothing is known; MAX while nothing was seen. */
    private long knownFrom = Long.MAX_VALUE;

    /**
     * @param before what the node was until then, null when it was not there
     */
    private record Change(long millis, JvmRoute route, @Nullable Node before) {
        int rows() {
            return before == null ? 0 : before.contexts().size();
        }
    }

    /** Knows nothing yet. */
    public TableHistory() {}

    /** The history of the balancer with this address prefix: the same object for all verticles of one Vert.x. */
    public static TableHistory of(Vertx vertx, String prefix) {
        return vertx.sharedData()
                .<String, TableHistory>getLocalMap(prefix + ".history")
                .computeIfAbsent("table", key -> new TableHistory());
    }

    /** Most changes of nodes that are kept; 0 keeps none. */
    public synchronized void resize(int most) {
        size = most;
        trim();
    }

    /** The table is like this from now on. Times must not go back. */
    public synchronized void seen(long millis, Map<JvmRoute, Node> nodes) {
        if (knownFrom == Long.MAX_VALUE) {
            knownFrom = millis;
        } else {
            Set<JvmRoute> all = new HashSet<>(now.keySet());
            all.addAll(nodes.keySet());
            all.forEach(route -> compare(millis, route, now.get(route), nodes.get(route)));
        }
        now = nodes;
        loadKept.keySet().retainAll(nodes.keySet());
        trim();
    }

    @SuppressWarnings("ReferenceEquality") // only to save the work: equal ones are found equal
    private void compare(long millis, JvmRoute route, @Nullable Node before, @Nullable Node after) {
        if (before == after || (before != null && before.equals(after))) {
            return;
        }
        if (before != null && after != null && isLoadOnly(before, after)) {
            Long kept = loadKept.get(route);
            if (kept != null && millis - kept < LOAD_MILLIS) {
                return;
            }
            loadKept.put(route, millis);
        }
        Change change = new Change(millis, route, before);
        changes.addLast(change);
        rows += change.rows();
    }

    private static boolean isLoadOnly(Node before, Node after) {
        return before.withLoad(after.load().value(), after.load().stamp()).equals(after);
    }

    private void trim() {
        while (changes.size() > size || rows > MAX_ROWS) {
            Change oldest = changes.removeFirst();
            rows -= oldest.rows();
            knownFrom = oldest.millis();
        }
    }

    /** Since when it knows, milliseconds since 1970; empty before anything was seen. */
    public synchronized Optional<Long> knownFrom() {
        return knownFrom == Long.MAX_VALUE ? Optional.empty() : Optional.of(knownFrom);
    }

    /** How many changes it keeps. */
    public synchronized int size() {
        return changes.size();
    }

    /** All nodes that were known at a moment, removed ones included; empty when that is too long ago. */
    public synchronized Optional<Map<JvmRoute, Node>> at(long millis) {
        if (millis < knownFrom) {
            return Optional.empty();
        }
        Map<JvmRoute, Node> nodes = new TreeMap<>(now);
        for (Iterator<Change> newest = changes.descendingIterator(); newest.hasNext(); ) {
            Change change = newest.next();
            if (change.millis() <= millis) {
                break;
            }
            Node before = change.before();
            if (before == null) {
                nodes.remove(change.route());
            } else {
                nodes.put(change.route(), before);
            }
        }
        return Optional.of(nodes);
    }
}
