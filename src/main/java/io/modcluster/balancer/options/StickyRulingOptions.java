package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code sticky.*} of a balancer: what holds about sessions, whatever nodes say in CONFIG (MCMP section 2.1). */
public final class StickyRulingOptions extends PartialOptions<StickyRulingOptions> {
    /** Whether the route of a session id is looked at. Default: as nodes say. */
    public static final Ruling DEFAULT_ENABLED = Ruling.NODES;
    /** Name of the session cookie. Default "": as nodes say. */
    public static final String DEFAULT_COOKIE = "";
    /** Name of the path parameter that carries the session id. Default "": as nodes say. */
    public static final String DEFAULT_PATH = "";
    /** Whether a request is refused rather than moved when its node is gone. Default: as nodes say. */
    public static final Ruling DEFAULT_FORCE = Ruling.NODES;
    /** Whether the session id is cut out of a request that moves to another LBGroup. Default: as nodes say. */
    public static final Ruling DEFAULT_REMOVE = Ruling.NODES;

    private Ruling enabled = DEFAULT_ENABLED;
    private String cookie = DEFAULT_COOKIE;
    private String path = DEFAULT_PATH;
    private Ruling force = DEFAULT_FORCE;
    private Ruling remove = DEFAULT_REMOVE;

    /** The defaults. */
    public StickyRulingOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public StickyRulingOptions(StickyRulingOptions other) {
        BalancingKeys.STICKY.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public StickyRulingOptions(JsonObject json) {
        OptionsProblems.throwIfAny(BalancingKeys.STICKY.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public Ruling getEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public StickyRulingOptions setEnabled(Ruling enabled) {
        this.enabled = requireNonNull(enabled, "enabled");
        return saying("enabled");
    }

    /** See {@link #DEFAULT_COOKIE}. */
    public String getCookie() {
        return cookie;
    }

    /** See {@link #DEFAULT_COOKIE}. */
    public StickyRulingOptions setCookie(String cookie) {
        this.cookie = requireNonNull(cookie, "cookie");
        return saying("cookie");
    }

    /** See {@link #DEFAULT_PATH}. */
    public String getPath() {
        return path;
    }

    /** See {@link #DEFAULT_PATH}. */
    public StickyRulingOptions setPath(String path) {
        this.path = requireNonNull(path, "path");
        return saying("path");
    }

    /** See {@link #DEFAULT_FORCE}. */
    public Ruling getForce() {
        return force;
    }

    /** See {@link #DEFAULT_FORCE}. */
    public StickyRulingOptions setForce(Ruling force) {
        this.force = requireNonNull(force, "force");
        return saying("force");
    }

    /** See {@link #DEFAULT_REMOVE}. */
    public Ruling getRemove() {
        return remove;
    }

    /** See {@link #DEFAULT_REMOVE}. */
    public StickyRulingOptions setRemove(Ruling remove) {
        this.remove = requireNonNull(remove, "remove");
        return saying("remove");
    }

    @Override
    OptionTable<StickyRulingOptions> table() {
        return BalancingKeys.STICKY;
    }

    @Override
    StickyRulingOptions self() {
        return this;
    }
}
