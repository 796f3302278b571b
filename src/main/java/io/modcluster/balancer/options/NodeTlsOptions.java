package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** Options {@code nodes-tls.*}: how nodes of type {@code https} and {@code wss} prove who they are, and we to them. */
public final class NodeTlsOptions extends StrictOptions<NodeTlsOptions> {
    /** PEM file of the authorities that issue the certificates of nodes. Default "": those that the JVM trusts. */
    public static final String DEFAULT_TRUST = "";
    /** Whether the certificate of a node is checked at all. Default true. */
    public static final boolean DEFAULT_VERIFY = true;
    /** Whether the certificate of a node must be for its Host, as it registered. Default true. */
    public static final boolean DEFAULT_VERIFY_NAME = true;
    /** Nodes whose certificate is not checked. Default none. */
    public static final List<String> DEFAULT_UNVERIFIED = List.of();
    /** PEM file of the certificate shown to nodes that ask for one, with its chain. Default "": none. */
    public static final String DEFAULT_CERTIFICATE = "";
    /** PEM file of its key, unencrypted. Default "": none. */
    public static final String DEFAULT_KEY = "";

    private String trust = DEFAULT_TRUST;
    private boolean verify = DEFAULT_VERIFY;
    private boolean verifyName = DEFAULT_VERIFY_NAME;
    private List<String> unverified = DEFAULT_UNVERIFIED;
    private String certificate = DEFAULT_CERTIFICATE;
    private String key = DEFAULT_KEY;

    /** The defaults. */
    public NodeTlsOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public NodeTlsOptions(NodeTlsOptions other) {
        NodeTlsKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public NodeTlsOptions(JsonObject json) {
        OptionsProblems.throwIfAny(NodeTlsKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_TRUST}. */
    public String getTrust() {
        return trust;
    }

    /** See {@link #DEFAULT_TRUST}. */
    public NodeTlsOptions setTrust(String trust) {
        this.trust = requireNonNull(trust, "trust");
        return this;
    }

    /** See {@link #DEFAULT_VERIFY}. */
    public boolean isVerify() {
        return verify;
    }

    /** See {@link #DEFAULT_VERIFY}. */
    public NodeTlsOptions setVerify(boolean verify) {
        this.verify = verify;
        return this;
    }

    /** See {@link #DEFAULT_VERIFY_NAME}. */
    public boolean isVerifyName() {
        return verifyName;
    }

    /** See {@link #DEFAULT_VERIFY_NAME}. */
    public NodeTlsOptions setVerifyName(boolean verifyName) {
        this.verifyName = verifyName;
        return this;
    }

    /** Elements {@code node:NAME}, {@code lbgroup:NAME}, {@code balancer:NAME}. */
    public List<String> getUnverified() {
        return unverified;
    }

    /** See {@link #getUnverified()}. */
    public NodeTlsOptions setUnverified(List<String> unverified) {
        this.unverified = List.copyOf(unverified);
        return this;
    }

    /** See {@link #DEFAULT_CERTIFICATE}. */
    public String getCertificate() {
        return certificate;
    }

    /** See {@link #DEFAULT_CERTIFICATE}. */
    public NodeTlsOptions setCertificate(String certificate) {
        this.certificate = requireNonNull(certificate, "certificate");
        return this;
    }

    /** See {@link #DEFAULT_KEY}. */
    public String getKey() {
        return key;
    }

    /** See {@link #DEFAULT_KEY}. */
    public NodeTlsOptions setKey(String key) {
        this.key = requireNonNull(key, "key");
        return this;
    }

    @Override
    OptionTable<NodeTlsOptions> table() {
        return NodeTlsKeys.TABLE;
    }

    @Override
    NodeTlsOptions self() {
        return this;
    }
}
