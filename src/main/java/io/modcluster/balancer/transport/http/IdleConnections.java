package io.modcluster.balancer.transport.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a node that are in no exchange. The one used last is used next, so that those not needed grow old; it is
 * at hand without a look at the others.
 */
final class IdleConnections {
    private final ArrayDeque<Http1Connection> others = new ArrayDeque<>(2);
    private @Nullable Http1Connection newest;
    private int size;

    int size() {
        return size;
    }

    /** The one that was put last, which is no longer one of them; or null. */
    @Nullable
    Http1Connection take() {
        Http1Connection taken = newest;
        if (taken != null) {
            size--;
            newest = size == 0 ? null : others.pollFirst();
        }
        return taken;
    }

    void put(Http1Connection connection) {
        Http1Connection before = newest;
        if (before != null) {
            others.addFirst(before);
        }
        newest = connection;
        size++;
    }

    /** Does nothing if it is none of them. */
    @SuppressWarnings("ReferenceEquality") // a connection is itself
    void remove(Http1Connection connection) {
        if (connection == newest) {
            take();
        } else if (size > 1 && others.remove(connection)) {
            size--;
        }
    }

    /** Those there are now, the newest first. */
    List<Http1Connection> all() {
        List<Http1Connection> all = new ArrayList<>(size);
        if (newest != null) {
            all.add(newest);
        }
        all.addAll(others);
        return all;
    }
}
