package io.modcluster.balancer.domain;

import java.util.Comparator;

/** A context of one virtual host of a node: the row that INFO and DUMP print. */
public record ContextKey(Alias alias, ContextPath path) implements Comparable<ContextKey> {
    private static final Comparator<ContextKey> ORDER =
            Comparator.comparing(ContextKey::alias).thenComparing(ContextKey::path);

    @Override
    public int compareTo(ContextKey other) {
        return ORDER.compare(this, other);
    }
}
