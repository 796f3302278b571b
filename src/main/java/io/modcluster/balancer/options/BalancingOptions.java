package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.routing.HashKey;
import io.modcluster.balancer.domain.routing.PolicyName;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** Options {@code balancing.*}, and of each of {@code balancers}: how requests are spread over the nodes of a balancer. */
public final class BalancingOptions extends PartialOptions<BalancingOptions> {
    /** What chooses among nodes. Default: by load, as mod_cluster. */
    public static final PolicyName DEFAULT_POLICY = PolicyName.LOAD;
    /** What the policies hash and weighted-hash go by: {@code source}, {@code header:NAME}, {@code cookie:NAME}. Default source. */
    public static final String DEFAULT_HASH_ON = "source";
    /**
     * How long a node that came or came back takes to its whole share: 1 s..1 h, 0 is at once. Default 10 s, the period in which nodes
     * tell their load: by then it is that of a node at work.
     */
    public static final Duration DEFAULT_SLOW_START = Duration.ofSeconds(10);

    private PolicyName policy = DEFAULT_POLICY;
    private String hashOn = DEFAULT_HASH_ON;
    private Duration slowStart = DEFAULT_SLOW_START;
    private StickyRulingOptions sticky = new StickyRulingOptions();
    private RouteCookieOptions cookie = new RouteCookieOptions();

    /** The defaults. */
    public BalancingOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public BalancingOptions(BalancingOptions other) {
        BalancingKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public BalancingOptions(JsonObject json) {
        OptionsProblems.throwIfAny(BalancingKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** A copy in which what was not set is as in {@code others}. */
    public BalancingOptions over(BalancingOptions others) {
        BalancingOptions both = new BalancingOptions(others);
        BalancingKeys.TABLE.copy(this, both);
        return both;
    }

    /** See {@link #DEFAULT_POLICY}. */
    public PolicyName getPolicy() {
        return policy;
    }

    /** See {@link #DEFAULT_POLICY}. */
    public BalancingOptions setPolicy(PolicyName policy) {
        this.policy = requireNonNull(policy, "policy");
        return saying("policy");
    }

    /** See {@link #DEFAULT_HASH_ON}. */
    public String getHashOn() {
        return hashOn;
    }

    /** See {@link #DEFAULT_HASH_ON}. */
    public BalancingOptions setHashOn(String hashOn) {
        this.hashOn = requireNonNull(hashOn, "hashOn");
        return saying("hash-on");
    }

    /**
     * What {@link #getHashOn()} means.
     *
     * @throws IllegalArgumentException when the options have not been found good
     */
    public HashKey hashKey() {
        int colon = hashOn.indexOf(':');
        String from = colon < 0 ? hashOn : hashOn.substring(0, colon);
        return new HashKey(
                HashKey.From.valueOf(from.toUpperCase(Locale.ROOT)), colon < 0 ? "" : hashOn.substring(colon + 1));
    }

    /** See {@link #DEFAULT_SLOW_START}. */
    public Duration getSlowStart() {
        return slowStart;
    }

    /** See {@link #DEFAULT_SLOW_START}. */
    public BalancingOptions setSlowStart(Duration slowStart) {
        this.slowStart = requireNonNull(slowStart, "slowStart");
        return saying("slow-start");
    }

    /** What holds about sessions whatever nodes say: {@code sticky.*}. */
    public StickyRulingOptions getSticky() {
        return sticky;
    }

    /** See {@link #getSticky()}; the object is kept, not copied. */
    public BalancingOptions setSticky(StickyRulingOptions sticky) {
        this.sticky = requireNonNull(sticky, "sticky");
        return this;
    }

    /** The balancer's own cookie: {@code cookie.*}. */
    public RouteCookieOptions getCookie() {
        return cookie;
    }

    /** See {@link #getCookie()}; the object is kept, not copied. */
    public BalancingOptions setCookie(RouteCookieOptions cookie) {
        this.cookie = requireNonNull(cookie, "cookie");
        return this;
    }

    @Override
    OptionTable<BalancingOptions> table() {
        return BalancingKeys.TABLE;
    }

    @Override
    BalancingOptions self() {
        return this;
    }
}
