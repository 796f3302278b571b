package io.modcluster.balancer.options;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Options {@code nodes-http2.*}: which nodes are spoken to in HTTP/2. */
public final class NodeHttp2Options extends StrictOptions<NodeHttp2Options> {
    /** Whether nodes of type {@code https} are offered HTTP/2 by ALPN. Default false. */
    public static final boolean DEFAULT_ENABLED = false;
    /** Nodes of type {@code http} that are spoken to in HTTP/2 without asking. Default none. */
    public static final List<String> DEFAULT_CLEAR_TEXT = List.of();

    private boolean enabled = DEFAULT_ENABLED;
    private List<String> clearText = DEFAULT_CLEAR_TEXT;

    /** The defaults. */
    public NodeHttp2Options() {}

    /** A copy that shares nothing with {@code other}. */
    public NodeHttp2Options(NodeHttp2Options other) {
        NodeHttp2Keys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public NodeHttp2Options(JsonObject json) {
        OptionsProblems.throwIfAny(NodeHttp2Keys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public NodeHttp2Options setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** Elements {@code node:NAME}, {@code lbgroup:NAME}, {@code balancer:NAME}. */
    public List<String> getClearText() {
        return clearText;
    }

    /** See {@link #getClearText()}. */
    public NodeHttp2Options setClearText(List<String> clearText) {
        this.clearText = List.copyOf(clearText);
        return this;
    }

    @Override
    OptionTable<NodeHttp2Options> table() {
        return NodeHttp2Keys.TABLE;
    }

    @Override
    NodeHttp2Options self() {
        return this;
    }
}
