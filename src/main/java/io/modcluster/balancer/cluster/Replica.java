package io.modcluster.balancer.cluster;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What this member knows, as entries: a key, and a value that has one text. Entries of two members merge to the same one in
 * any order, so that any copy may meet any other at any time.
 */
interface Replica {
    /**
     * One version of an entry.
     *
     * @param text  canonical: equal values have equal texts
     * @param value what the text says
     */
    record Version(String text, Object value) {}

    /** Keys of all entries that others should have. */
    Collection<String> keys();

    /** The entry as it is now, or null when there is nothing to tell of it, or not any more. */
    @Nullable
    Version version(String key);

    /**
     * Takes over what a store has.
     *
     * @return whether the text could be read; one that could not, from a balancer of a later version for instance, is left
     *     where it is
     */
    boolean merge(String key, String text);

    /** The store has this version, which is what this member knows or knew a moment ago. Said as often as it is found. */
    void committed(String key, Version version);

    /** A number of merges is over. */
    void settled();
}
