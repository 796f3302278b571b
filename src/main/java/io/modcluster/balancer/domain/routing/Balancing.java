package io.modcluster.balancer.domain.routing;

import java.util.Map;

/** The rules of all balancers: those that have some of their own, and those of all others. Belongs to one event loop. */
public final class Balancing {
    private final BalancerRules others;
    private final Map<String, BalancerRules> byName;

    /** Rules by names of balancers, in lower case, and those of all others. */
    public Balancing(BalancerRules others, Map<String, BalancerRules> byName) {
        this.others = others;
        this.byName = Map.copyOf(byName);
    }

    /** The same for all: this policy, at once, and sessions as nodes say. */
    public static Balancing by(BalancingPolicy policy) {
        return new Balancing(new BalancerRules(policy, 0, StickyRuling.NONE, null), Map.of());
    }

    BalancerRules of(String balancer) {
        BalancerRules own = byName.get(balancer);
        return own == null ? others : own;
    }

    /** Starts the next window of counting. Called every {@code LBstatusRecalTime}, 5 s. */
    public void nextWindow() {
        others.policy().nextWindow();
        byName.values().forEach(rules -> rules.policy().nextWindow());
    }
}
