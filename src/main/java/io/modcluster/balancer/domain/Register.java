package io.modcluster.balancer.domain;

/** A fact with its stamp. Of two versions the newer one holds: merging is commutative, associative and idempotent. */
public record Register<T>(T value, Stamp stamp) {
    /** The newer of the two. */
    public Register<T> merge(Register<T> other) {
        return other.stamp.isAfter(stamp) ? other : this;
    }
}
