package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;

/** Options {@code discovery.*} of a node: how it finds balancers that advertise themselves (MCMP section 5). */
public final class DiscoveryOptions extends StrictOptions<DiscoveryOptions> {
    /** Whether adverts are listened to. Default: no. */
    public static final boolean DEFAULT_ENABLED = false;
    /** Multicast group of the adverts, an IPv4 or IPv6 address. Default 224.0.1.105, as mod_cluster. */
    public static final String DEFAULT_GROUP = "224.0.1.105";
    /** Port of the adverts: 1..65535. Default 23364, as mod_cluster. */
    public static final int DEFAULT_PORT = 23364;
    /** Network interface the group is joined on, its name or an IP address of it. Default "", each that takes multicast. */
    public static final String DEFAULT_INTERFACE = "";
    /** Key that adverts are signed with, in ASCII: 0..200 characters. Default "", none: then anybody may advertise. */
    public static final String DEFAULT_KEY = "";

    private boolean enabled = DEFAULT_ENABLED;
    private String group = DEFAULT_GROUP;
    private int port = DEFAULT_PORT;
    private String networkInterface = DEFAULT_INTERFACE;
    private String key = DEFAULT_KEY;

    /** The defaults. */
    public DiscoveryOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public DiscoveryOptions(DiscoveryOptions other) {
        NodeKeys.DISCOVERY.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public DiscoveryOptions(JsonObject json) {
        OptionsProblems.throwIfAny(NodeKeys.DISCOVERY.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public DiscoveryOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_GROUP}. */
    public String getGroup() {
        return group;
    }

    /** See {@link #DEFAULT_GROUP}. */
    public DiscoveryOptions setGroup(String group) {
        this.group = requireNonNull(group, "group");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public DiscoveryOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_INTERFACE}. */
    public String getInterface() {
        return networkInterface;
    }

    /** See {@link #DEFAULT_INTERFACE}. */
    public DiscoveryOptions setInterface(String networkInterface) {
        this.networkInterface = requireNonNull(networkInterface, "interface");
        return this;
    }

    /** See {@link #DEFAULT_KEY}. */
    public String getKey() {
        return key;
    }

    /** See {@link #DEFAULT_KEY}. */
    public DiscoveryOptions setKey(String key) {
        this.key = requireNonNull(key, "key");
        return this;
    }

    @Override
    OptionTable<DiscoveryOptions> table() {
        return NodeKeys.DISCOVERY;
    }

    @Override
    DiscoveryOptions self() {
        return this;
    }
}
