package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/**
 * Contexts by alias. The exact name comes first, then wildcards, the one with the most labels first, {@code *} as the last;
 * the first alias that serves the path at all wins. Costs as many lookups as the host has labels, and no garbage.
 *
 * @param exact     by alias
 * @param wildcards by the part of the alias behind its star: {@code .example.com} of {@code *.example.com}, nothing of
 *                  {@code *}
 */
record HostIndex(ContextIndex exact, ContextIndex wildcards) {
    static final HostIndex EMPTY = new HostIndex(ContextIndex.EMPTY, ContextIndex.EMPTY);

    /** RFC 1035 §2.3.4. A longer host is nobody's. */
    private static final int MAX_NAME = 255;

    /** Times 31 it is 1, modulo 2^32. */
    private static final int INVERSE_OF_31 = 0xBDEF7BDF;

    @Nullable
    Route find(String host, String path) {
        Route route = exact.longestMatch(host, path);
        if (route != null || wildcards.size() == 0 || host.length() > MAX_NAME) {
            return route;
        }
        return findWildcard(host, path);
    }

    /**
     * The hash of a host is Σ c·31^k, k from the end; so that of the part from a dot on is what remains of it without the
     * characters before the dot. Their powers come from one another, and the host is read once.
     */
    private @Nullable Route findWildcard(String host, String path) {
        int length = host.length();
        int first = Math.max(1, length - wildcards.longestHost());
        int hash = host.hashCode();
        int power = power(length - 1);
        for (int i = 0; i < length; i++) {
            if (i >= first && host.charAt(i) == '.') {
                Route route = wildcards.longestMatch(host, i, hash, path);
                if (route != null) {
                    return route;
                }
            }
            hash -= host.charAt(i) * power;
            power *= INVERSE_OF_31;
        }
        return wildcards.longestMatch(host, length, 0, path);
    }

    private static int power(int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 31;
        }
        return power;
    }
}
