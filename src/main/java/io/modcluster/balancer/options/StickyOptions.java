package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code sticky.*} of a node: how requests of one session find it again. They hold for the whole balancer: the CONFIG received
 * last sets them for all of its nodes (MCMP section 2.1). */
public final class StickyOptions extends StrictOptions<StickyOptions> {
    /** Whether the route of a session id is looked at. Default: yes. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Name of the session cookie: 1..29 characters. Default JSESSIONID. */
    public static final String DEFAULT_COOKIE = "JSESSIONID";
    /** Name of the path parameter that carries the session id: 1..29 characters. Default jsessionid. */
    public static final String DEFAULT_PATH = "jsessionid";
    /** Whether a request is refused rather than moved when its node is gone. Default: no, as the mod_cluster client. */
    public static final boolean DEFAULT_FORCE = false;
    /** Whether the session id is cut out of a request that moves to another LBGroup. Default: no. */
    public static final boolean DEFAULT_REMOVE = false;

    private boolean enabled = DEFAULT_ENABLED;
    private String cookie = DEFAULT_COOKIE;
    private String path = DEFAULT_PATH;
    private boolean force = DEFAULT_FORCE;
    private boolean remove = DEFAULT_REMOVE;

    /** The defaults. */
    public StickyOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public StickyOptions(StickyOptions other) {
        NodeKeys.STICKY.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public StickyOptions(JsonObject json) {
        OptionsProblems.throwIfAny(NodeKeys.STICKY.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public StickyOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_COOKIE}. */
    public String getCookie() {
        return cookie;
    }

    /** See {@link #DEFAULT_COOKIE}. */
    public StickyOptions setCookie(String cookie) {
        this.cookie = requireNonNull(cookie, "cookie");
        return this;
    }

    /** See {@link #DEFAULT_PATH}. */
    public String getPath() {
        return path;
    }

    /** See {@link #DEFAULT_PATH}. */
    public StickyOptions setPath(String path) {
        this.path = requireNonNull(path, "path");
        return this;
    }

    /** See {@link #DEFAULT_FORCE}. */
    public boolean isForce() {
        return force;
    }

    /** See {@link #DEFAULT_FORCE}. */
    public StickyOptions setForce(boolean force) {
        this.force = force;
        return this;
    }

    /** See {@link #DEFAULT_REMOVE}. */
    public boolean isRemove() {
        return remove;
    }

    /** See {@link #DEFAULT_REMOVE}. */
    public StickyOptions setRemove(boolean remove) {
        this.remove = remove;
        return this;
    }

    @Override
    OptionTable<StickyOptions> table() {
        return NodeKeys.STICKY;
    }

    @Override
    StickyOptions self() {
        return this;
    }
}
