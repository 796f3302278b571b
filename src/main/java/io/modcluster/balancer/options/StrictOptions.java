package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;

/**
 * What all options have in common. Setters only store; {@link #toJson} and {@link #equals} see what was stored, and
 * {@link BalancerOptions#validate()} judges it all at once. Not thread-safe: set up by one thread, then only read.
 *
 * @param <O> the class of options itself
 */
public abstract class StrictOptions<O extends StrictOptions<O>> {
    StrictOptions() {}

    abstract OptionTable<O> table();

    abstract O self();

    /** All values as JSON, under the names of the configuration file; the JSON constructor reads it back. */
    public final JsonObject toJson() {
        return table().toJson(self());
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof StrictOptions<?> that
                && getClass() == that.getClass()
                && toJson().equals(that.toJson());
    }

    @Override
    public final int hashCode() {
        return toJson().hashCode();
    }

    /** The JSON form without secrets. */
    @Override
    public final String toString() {
        return table().toShownJson(self()).encode();
    }
}
