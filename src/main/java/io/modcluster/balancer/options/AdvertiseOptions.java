package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.regex.Pattern;

/** Options {@code advertise.*}: whether and how nodes are told by multicast where to register (MCMP §5). */
public final class AdvertiseOptions extends StrictOptions<AdvertiseOptions> {
    /** Whether nodes are told by multicast where to register. Default: no. */
    public static final boolean DEFAULT_ENABLED = false;
    /** Multicast group on which nodes listen, IPv4 or IPv6. Default 224.0.1.105, that of all mod_cluster nodes. */
    public static final String DEFAULT_GROUP = "224.0.1.105";
    /** UDP port on which nodes listen: 1..65535. Default 23364, that of all mod_cluster nodes. */
    public static final int DEFAULT_PORT = 23_364;
    /** Network interface to send on, its name or an IP address of it. Default "", the one that the system chooses. */
    public static final String DEFAULT_INTERFACE = "";
    /** Time between two advertisements: 100 ms..1 h. Default 10 s. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
    /** Routers that an advertisement passes at most: 0..255. Default 10; 0 stays on this machine. */
    public static final int DEFAULT_TTL = 10;
    /**
     * Secret that nodes have too: printable ASCII, 16 characters or more unless the interface is loopback. Default "", none,
     * which is allowed on loopback only.
     */
    public static final String DEFAULT_KEY = "";
    /**
     * Where nodes connect to for MCMP: {@code host}, {@code host:port} or {@code [IPv6]:port}; without a port that of
     * {@code mcmp.port}. Default "", which is {@code mcmp.host}. Never the wildcard, and loopback only if the interface is
     * loopback too.
     */
    public static final String DEFAULT_ADDRESS = "";
    /** Text for X-Manager-Url, which nodes do not use. Default "", which is / and the id of this run. */
    public static final String DEFAULT_MANAGER_URL = "";
    /** Text for X-Manager-Protocol, which nodes do not use: http or https. Default http. */
    public static final String DEFAULT_PROTOCOL = "http";

    /** Least characters of a key that leaves the machine. */
    public static final int MIN_KEY = 16;

    private static final Pattern LOOPBACK_NAME = Pattern.compile("lo[0-9]*");

    private boolean enabled = DEFAULT_ENABLED;
    private String group = DEFAULT_GROUP;
    private int port = DEFAULT_PORT;
    private String networkInterface = DEFAULT_INTERFACE;
    private Duration interval = DEFAULT_INTERVAL;
    private int ttl = DEFAULT_TTL;
    private String key = DEFAULT_KEY;
    private String address = DEFAULT_ADDRESS;
    private String managerUrl = DEFAULT_MANAGER_URL;
    private String protocol = DEFAULT_PROTOCOL;

    /** The defaults. */
    public AdvertiseOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public AdvertiseOptions(AdvertiseOptions other) {
        OptionTables.ADVERTISE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public AdvertiseOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.ADVERTISE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public AdvertiseOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_GROUP}. */
    public String getGroup() {
        return group;
    }

    /** See {@link #DEFAULT_GROUP}. */
    public AdvertiseOptions setGroup(String group) {
        this.group = requireNonNull(group, "group");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public AdvertiseOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_INTERFACE}. */
    public String getInterface() {
        return networkInterface;
    }

    /** See {@link #DEFAULT_INTERFACE}. */
    public AdvertiseOptions setInterface(String networkInterface) {
        this.networkInterface = requireNonNull(networkInterface, "networkInterface");
        return this;
    }

    /**
     * Whether what is sent stays on this machine: the interface is a loopback address or has the name of a loopback
     * interface. The system is not asked.
     */
    public boolean isLoopback() {
        return LOOPBACK_NAME.matcher(networkInterface).matches() || AddressTypes.isLoopback(networkInterface);
    }

    /** See {@link #DEFAULT_INTERVAL}. */
    public Duration getInterval() {
        return interval;
    }

    /** See {@link #DEFAULT_INTERVAL}. */
    public AdvertiseOptions setInterval(Duration interval) {
        this.interval = requireNonNull(interval, "interval");
        return this;
    }

    /** See {@link #DEFAULT_TTL}. */
    public int getTtl() {
        return ttl;
    }

    /** See {@link #DEFAULT_TTL}. */
    public AdvertiseOptions setTtl(int ttl) {
        this.ttl = ttl;
        return this;
    }

    /** See {@link #DEFAULT_KEY}; not for logs. */
    public String getKey() {
        return key;
    }

    /** See {@link #DEFAULT_KEY}. */
    public AdvertiseOptions setKey(String key) {
        this.key = requireNonNull(key, "key");
        return this;
    }

    /** See {@link #DEFAULT_ADDRESS}. */
    public String getAddress() {
        return address;
    }

    /** See {@link #DEFAULT_ADDRESS}. */
    public AdvertiseOptions setAddress(String address) {
        this.address = requireNonNull(address, "address");
        return this;
    }

    /**
     * Where nodes connect to, if MCMP listens at {@code mcmp}.
     *
     * @return the host, never empty; the port is 0 where neither says it, since the system chooses one
     */
    public MemberAddress addressOf(McmpOptions mcmp) {
        MemberAddress said = address.isEmpty() ? new MemberAddress(mcmp.getHost(), 0) : MemberAddress.parse(address);
        return new MemberAddress(said.host(), said.port() == 0 ? mcmp.getPort() : said.port());
    }

    /** See {@link #DEFAULT_MANAGER_URL}. */
    public String getManagerUrl() {
        return managerUrl;
    }

    /** See {@link #DEFAULT_MANAGER_URL}. */
    public AdvertiseOptions setManagerUrl(String managerUrl) {
        this.managerUrl = requireNonNull(managerUrl, "managerUrl");
        return this;
    }

    /** See {@link #DEFAULT_PROTOCOL}. */
    public String getProtocol() {
        return protocol;
    }

    /** See {@link #DEFAULT_PROTOCOL}. */
    public AdvertiseOptions setProtocol(String protocol) {
        this.protocol = requireNonNull(protocol, "protocol");
        return this;
    }

    @Override
    OptionTable<AdvertiseOptions> table() {
        return OptionTables.ADVERTISE;
    }

    @Override
    AdvertiseOptions self() {
        return this;
    }
}
