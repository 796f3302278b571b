package io.modcluster.balancer.domain.routing;

import org.jspecify.annotations.Nullable;

/**
 * Contexts by alias. The exact name comes first, then wildcards, the one with the most labels first; the first alias that
 * serves the path at all wins.
 *
 * @param exact     by alias
 * @param wildcards by the part of {@code *.example.com} behind the star, dot included
 */
record HostIndex(ContextIndex exact, ContextIndex wildcards) {
    /** RFC 1035 §2.3.4. A longer host is nobody's, and cutting it at each of its dots would cost the square of its length. */
    private static final int MAX_NAME = 255;

    static final HostIndex EMPTY = new HostIndex(ContextIndex.EMPTY, ContextIndex.EMPTY);

    @Nullable
    Route find(String host, String path) {
        Route route = exact.longestMatch(host, path);
        if (route != null || wildcards.size() == 0 || host.length() > MAX_NAME) {
            return route;
        }
        for (int dot = host.indexOf('.', 1); dot > 0; dot = host.indexOf('.', dot + 1)) {
            route = wildcards.longestMatch(host.substring(dot), path);
            if (route != null) {
                return route;
            }
        }
        return null;
    }
}
