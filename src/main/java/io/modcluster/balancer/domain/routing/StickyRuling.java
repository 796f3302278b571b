package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.StickySession;
import org.jspecify.annotations.Nullable;

/**
 * What the operator of the balancer says about sessions, whatever nodes said; null leaves it to them.
 *
 * @param enabled see {@link StickySession}
 * @param cookie  see {@link StickySession}
 * @param path    see {@link StickySession}
 * @param remove  see {@link StickySession}
 * @param force   see {@link StickySession}
 */
public record StickyRuling(
        @Nullable Boolean enabled,
        @Nullable String cookie,
        @Nullable String path,
        @Nullable Boolean remove,
        @Nullable Boolean force) {
    /** Everything is as nodes say. */
    public static final StickyRuling NONE = new StickyRuling(null, null, null, null, null);

    /** What holds; the same object when nothing is ruled. */
    StickySession over(StickySession said) {
        if (equals(NONE)) {
            return said;
        }
        return new StickySession(
                enabled == null ? said.enabled() : enabled,
                cookie == null ? said.cookie() : cookie,
                path == null ? said.path() : path,
                remove == null ? said.remove() : remove,
                force == null ? said.force() : force);
    }
}
