package io.modcluster.balancer.domain.routing;

import io.modcluster.balancer.domain.BalancerConfig;
import io.modcluster.balancer.domain.StickySession;
import org.jspecify.annotations.Nullable;

/** How requests are spread over the nodes of a balancer, as its operator wants it. Belongs to one event loop, like its policy. */
public final class BalancerRules {
    private final BalancingPolicy policy;
    private final long slowStartMillis;
    private final StickyRuling sticky;
    private final @Nullable RouteCookie cookie;
    /** What was asked for last, and the answer: it is the same until a node sends another CONFIG. */
    private BalancerConfig said = BalancerConfig.named(BalancerConfig.DEFAULT_NAME);

    private BalancerConfig ruled = said;

    /**
     * The rules.
     *
     * @param policy          chooses among equals
     * @param slowStartMillis how long a newcomer takes to its whole share; 0 is at once
     * @param sticky          what holds about sessions whatever nodes said
     * @param cookie          the balancer's own cookie, or null for none
     */
    public BalancerRules(
            BalancingPolicy policy, long slowStartMillis, StickyRuling sticky, @Nullable RouteCookie cookie) {
        this.policy = policy;
        this.slowStartMillis = slowStartMillis;
        this.sticky = sticky;
        this.cookie = cookie;
    }

    BalancingPolicy policy() {
        return policy;
    }

    long slowStartMillis() {
        return slowStartMillis;
    }

    /** The settings that hold, of those that nodes said. */
    @SuppressWarnings("ReferenceEquality") // only to save the work: equal ones would do no harm
    BalancerConfig over(BalancerConfig config) {
        if (config != said) {
            StickySession holds = sticky.over(config.sticky());
            ruled = holds == config.sticky()
                    ? config
                    : new BalancerConfig(config.name(), holds, config.waitWorker(), config.maxAttempts());
            said = config;
        }
        return ruled;
    }

    /** The cookie to look for and to set, or null: where sessions are off by rule, or have the same name, it is none. */
    @Nullable
    RouteCookie cookieBeside(StickySession holds) {
        boolean off = Boolean.FALSE.equals(sticky.enabled());
        return cookie == null || off || cookie.name().equals(holds.cookie()) ? null : cookie;
    }
}
