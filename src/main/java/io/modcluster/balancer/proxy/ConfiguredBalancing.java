package io.modcluster.balancer.proxy;

import io.modcluster.balancer.domain.routing.BalancerRules;
import io.modcluster.balancer.domain.routing.Balancing;
import io.modcluster.balancer.domain.routing.BalancingPolicy;
import io.modcluster.balancer.domain.routing.Chance;
import io.modcluster.balancer.domain.routing.InFlight;
import io.modcluster.balancer.domain.routing.NodeSelector;
import io.modcluster.balancer.domain.routing.StickyRuling;
import io.modcluster.balancer.metrics.NodeCounters;
import io.modcluster.balancer.options.BalancerOptions;
import io.modcluster.balancer.options.BalancingOptions;
import io.modcluster.balancer.options.NamedBalancerOptions;
import io.modcluster.balancer.options.RouteCookieOptions;
import io.modcluster.balancer.options.RoutingOptions;
import io.modcluster.balancer.options.Ruling;
import io.modcluster.balancer.options.StickyRulingOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The rules of balancers as options say, for one proxy. Belongs to one event loop. */
final class ConfiguredBalancing {
    private final Map<String, BalancerRules> rules = new HashMap<>();
    private final Map<String, MadeCookie> cookies = new HashMap<>();
    private final Balancing balancing;
    private final InFlight inFlight;
    private final @Nullable MadeCookie cookieOfOthers;

    ConfiguredBalancing(BalancerOptions options, NodeCounters counters) {
        this.inFlight = route -> counters.of(route).connected();
        for (NamedBalancerOptions balancer : options.getBalancers()) {
            BalancingOptions own = balancer.getRules().over(options.getBalancing());
            MadeCookie cookie = cookie(own, options.getCookieSecret());
            rules.put(balancer.getName(), rules(own, cookie));
            if (cookie != null) {
                cookies.put(balancer.getName(), cookie);
            }
        }
        this.cookieOfOthers = cookie(options.getBalancing(), options.getCookieSecret());
        this.balancing = new Balancing(rules(options.getBalancing(), cookieOfOthers), rules);
    }

    /** A selector that goes by these rules. */
    NodeSelector selector(RoutingOptions options) {
        return new NodeSelector(
                balancing,
                options.isDeterministicFailover(),
                options.getRetryAfterError().toMillis());
    }

    /** Starts the next window of counting. */
    void nextWindow() {
        balancing.nextWindow();
    }

    /** The cookie of a balancer, or null. */
    @Nullable
    MadeCookie cookieOf(String balancer) {
        return rules.containsKey(balancer) ? cookies.get(balancer) : cookieOfOthers;
    }

    private static @Nullable MadeCookie cookie(BalancingOptions options, String secret) {
        RouteCookieOptions cookie = options.getCookie();
        return cookie.getName().isEmpty() ? null : new MadeCookie(cookie, secret);
    }

    private BalancerRules rules(BalancingOptions options, @Nullable MadeCookie cookie) {
        Chance chance = bound -> ThreadLocalRandom.current().nextLong(bound);
        BalancingPolicy policy = options.getPolicy().create(options.hashKey(), inFlight, chance);
        return new BalancerRules(policy, options.getSlowStart().toMillis(), ruling(options.getSticky()), cookie);
    }

    private static StickyRuling ruling(StickyRulingOptions options) {
        return new StickyRuling(
                flag(options.getEnabled()),
                options.getCookie().isEmpty() ? null : options.getCookie(),
                options.getPath().isEmpty() ? null : options.getPath(),
                flag(options.getRemove()),
                flag(options.getForce()));
    }

    private static @Nullable Boolean flag(Ruling ruling) {
        return switch (ruling) {
            case NODES -> null;
            case YES -> Boolean.TRUE;
            case NO -> Boolean.FALSE;
        };
    }
}
