package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options {@code cookie.*} of a balancer: a cookie of its own, for nodes whose sessions name no route (RFC 6265). */
public final class RouteCookieOptions extends PartialOptions<RouteCookieOptions> {
    /** Name of the cookie, 1..64 characters. Default "": there is none. */
    public static final String DEFAULT_NAME = "";
    /** Attribute Path. Default "": the context, since each context has nodes of its own. */
    public static final String DEFAULT_PATH = "";
    /** Attribute Domain. Default "": none, the cookie is for the host that set it. */
    public static final String DEFAULT_DOMAIN = "";
    /** Attribute Max-Age: 1 s..8760 h, a year. Default 0: none, it lasts as long as the browser runs. */
    public static final Duration DEFAULT_MAX_AGE = Duration.ZERO;
    /** Attribute Secure. Default: when the client came over TLS. */
    public static final Secure DEFAULT_SECURE = Secure.AUTO;
    /** Attribute HttpOnly. Default: yes, no script needs it. */
    public static final boolean DEFAULT_HTTP_ONLY = true;
    /** Attribute SameSite. Default Lax. */
    public static final SameSite DEFAULT_SAME_SITE = SameSite.LAX;
    /** What is in it. Default: a hash of the JVMRoute, which tells nobody a name. */
    public static final Value DEFAULT_VALUE = Value.HASH;

    private String name = DEFAULT_NAME;
    private String path = DEFAULT_PATH;
    private String domain = DEFAULT_DOMAIN;
    private Duration maxAge = DEFAULT_MAX_AGE;
    private Secure secure = DEFAULT_SECURE;
    private boolean httpOnly = DEFAULT_HTTP_ONLY;
    private SameSite sameSite = DEFAULT_SAME_SITE;
    private Value value = DEFAULT_VALUE;

    /** When the cookie is for TLS only. */
    public enum Secure {
        /** When the client came over TLS. */
        AUTO,
        /** Always: something in front of the balancer ends TLS. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** With which requests of other sites a browser sends it. */
    public enum SameSite {
        /** When a link is followed. */
        LAX,
        /** With none. */
        STRICT,
        /** With all; browsers want it to be Secure then. */
        NONE,
        /** The browser decides. */
        OMIT
    }

    /** What stands for the node. */
    public enum Value {
        /** The JVMRoute, for all to read. */
        ROUTE,
        /** A hash of it. */
        HASH
    }

    /** The defaults. */
    public RouteCookieOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public RouteCookieOptions(RouteCookieOptions other) {
        BalancingKeys.COOKIE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public RouteCookieOptions(JsonObject json) {
        OptionsProblems.throwIfAny(BalancingKeys.COOKIE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_NAME}. */
    public String getName() {
        return name;
    }

    /** See {@link #DEFAULT_NAME}. */
    public RouteCookieOptions setName(String name) {
        this.name = requireNonNull(name, "name");
        return saying("name");
    }

    /** See {@link #DEFAULT_PATH}. */
    public String getPath() {
        return path;
    }

    /** See {@link #DEFAULT_PATH}. */
    public RouteCookieOptions setPath(String path) {
        this.path = requireNonNull(path, "path");
        return saying("path");
    }

    /** See {@link #DEFAULT_DOMAIN}. */
    public String getDomain() {
        return domain;
    }

    /** See {@link #DEFAULT_DOMAIN}. */
    public RouteCookieOptions setDomain(String domain) {
        this.domain = requireNonNull(domain, "domain");
        return saying("domain");
    }

    /** See {@link #DEFAULT_MAX_AGE}. */
    public Duration getMaxAge() {
        return maxAge;
    }

    /** See {@link #DEFAULT_MAX_AGE}. */
    public RouteCookieOptions setMaxAge(Duration maxAge) {
        this.maxAge = requireNonNull(maxAge, "maxAge");
        return saying("max-age");
    }

    /** See {@link #DEFAULT_SECURE}. */
    public Secure getSecure() {
        return secure;
    }

    /** See {@link #DEFAULT_SECURE}. */
    public RouteCookieOptions setSecure(Secure secure) {
        this.secure = requireNonNull(secure, "secure");
        return saying("secure");
    }

    /** See {@link #DEFAULT_HTTP_ONLY}. */
    public boolean isHttpOnly() {
        return httpOnly;
    }

    /** See {@link #DEFAULT_HTTP_ONLY}. */
    public RouteCookieOptions setHttpOnly(boolean httpOnly) {
        this.httpOnly = httpOnly;
        return saying("http-only");
    }

    /** See {@link #DEFAULT_SAME_SITE}. */
    public SameSite getSameSite() {
        return sameSite;
    }

    /** See {@link #DEFAULT_SAME_SITE}. */
    public RouteCookieOptions setSameSite(SameSite sameSite) {
        this.sameSite = requireNonNull(sameSite, "sameSite");
        return saying("same-site");
    }

    /** See {@link #DEFAULT_VALUE}. */
    public Value getValue() {
        return value;
    }

    /** See {@link #DEFAULT_VALUE}. */
    public RouteCookieOptions setValue(Value value) {
        this.value = requireNonNull(value, "value");
        return saying("value");
    }

    @Override
    OptionTable<RouteCookieOptions> table() {
        return BalancingKeys.COOKIE;
    }

    @Override
    RouteCookieOptions self() {
        return this;
    }
}
