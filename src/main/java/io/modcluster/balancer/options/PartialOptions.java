package io.modcluster.balancer.options;

import java.util.HashSet;
import java.util.Set;

/** Options that know which of them were set, so that what is left out can be taken from elsewhere. */
abstract sealed class PartialOptions<O extends PartialOptions<O>> extends StrictOptions<O>
        permits BalancingOptions, StickyRulingOptions, RouteCookieOptions {
    private final Set<String> said = new HashSet<>();

    PartialOptions() {}

    /** Notes that an option was set. */
    final O saying(String key) {
        said.add(key);
        return self();
    }

    /** Whether the option of this name, without those of the sections around it, was set. */
    final boolean says(String key) {
        return said.contains(key);
    }

    /** The same key, of which nothing is written or copied unless it was set. */
    static <P extends PartialOptions<P>, T> OptionKey<P, T> ifSaid(OptionKey<P, T> key) {
        return key.onlyWhen(options -> options.says(key.name()));
    }
}
