package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.routing.EncodedSlashes;
import io.modcluster.balancer.domain.routing.VirtualHostMode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/** Options {@code traffic.*}: the port for requests, its limits, and the connections to nodes. */
public final class TrafficOptions extends ClientConnectionOptions<TrafficOptions> {
    /** Whether the port for requests is opened at all. Default: yes; an embedder may serve them from a server of its own. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Address to listen on for requests: a name or an IP address. Default: all IPv4 addresses. */
    public static final String DEFAULT_HOST = "0.0.0.0";
    /** Port to listen on for requests: 0..65535, 0 takes any free one. Default 8080. */
    public static final int DEFAULT_PORT = 8080;
    /** What the aliases of nodes mean for a request. Default: an alias that matches wins, else they play no part. */
    public static final VirtualHostMode DEFAULT_VIRTUAL_HOSTS = VirtualHostMode.PREFER;
    /** What becomes of a path with %2f or %5c, which nodes read in different ways. Default: 400. */
    public static final EncodedSlashes DEFAULT_ENCODED_SLASHES = EncodedSlashes.REFUSE;
    /** Event loops that serve requests: 0..256, 0 is one for each core. Default 0. */
    public static final int DEFAULT_INSTANCES = 0;
    /** Longest request line, in bytes: 256 B..1 MiB; longer is answered 414. Default 8 KiB. */
    public static final int DEFAULT_MAX_REQUEST_LINE = 8 * 1024;
    /** Most bytes of all header lines of a request: 1 KiB..1 MiB; more is answered 431. Default 16 KiB. */
    public static final int DEFAULT_MAX_HEADER_SIZE = 16 * 1024;
    /** Most header lines of a request: 10..10000; more is answered 431. Default 100. */
    public static final int DEFAULT_MAX_HEADERS = 100;
    /**
     * How long a stop goes on accepting requests after readiness says no, so that whoever is in front can notice:
     * 0 s..10 min. Default 0 s.
     */
    public static final Duration DEFAULT_STOP_DELAY = Duration.ZERO;
    /** How long a stop waits for requests in flight: 0 s..1 h; 0 cuts them at once. Default 30 s. */
    public static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(30);

    private boolean enabled = DEFAULT_ENABLED;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private VirtualHostMode virtualHosts = DEFAULT_VIRTUAL_HOSTS;
    private EncodedSlashes encodedSlashes = DEFAULT_ENCODED_SLASHES;
    private int instances = DEFAULT_INSTANCES;
    private int maxRequestLine = DEFAULT_MAX_REQUEST_LINE;
    private int maxHeaderSize = DEFAULT_MAX_HEADER_SIZE;
    private int maxHeaders = DEFAULT_MAX_HEADERS;
    private Duration stopDelay = DEFAULT_STOP_DELAY;
    private Duration drainTimeout = DEFAULT_DRAIN_TIMEOUT;

    /** The defaults. */
    public TrafficOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public TrafficOptions(TrafficOptions other) {
        OptionTables.TRAFFIC.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public TrafficOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.TRAFFIC.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public TrafficOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public TrafficOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public TrafficOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_VIRTUAL_HOSTS}. */
    public VirtualHostMode getVirtualHosts() {
        return virtualHosts;
    }

    /** See {@link #DEFAULT_VIRTUAL_HOSTS}. */
    public TrafficOptions setVirtualHosts(VirtualHostMode virtualHosts) {
        this.virtualHosts = requireNonNull(virtualHosts, "virtualHosts");
        return this;
    }

    /** See {@link #DEFAULT_ENCODED_SLASHES}. */
    public EncodedSlashes getEncodedSlashes() {
        return encodedSlashes;
    }

    /** See {@link #DEFAULT_ENCODED_SLASHES}. */
    public TrafficOptions setEncodedSlashes(EncodedSlashes encodedSlashes) {
        this.encodedSlashes = requireNonNull(encodedSlashes, "encodedSlashes");
        return this;
    }

    /** See {@link #DEFAULT_INSTANCES}. */
    public int getInstances() {
        return instances;
    }

    /** See {@link #DEFAULT_INSTANCES}. */
    public TrafficOptions setInstances(int instances) {
        this.instances = instances;
        return this;
    }

    /** See {@link #DEFAULT_MAX_REQUEST_LINE}. */
    public int getMaxRequestLine() {
        return maxRequestLine;
    }

    /** See {@link #DEFAULT_MAX_REQUEST_LINE}. */
    public TrafficOptions setMaxRequestLine(int maxRequestLine) {
        this.maxRequestLine = maxRequestLine;
        return this;
    }

    /** See {@link #DEFAULT_MAX_HEADER_SIZE}. */
    public int getMaxHeaderSize() {
        return maxHeaderSize;
    }

    /** See {@link #DEFAULT_MAX_HEADER_SIZE}. */
    public TrafficOptions setMaxHeaderSize(int maxHeaderSize) {
        this.maxHeaderSize = maxHeaderSize;
        return this;
    }

    /** See {@link #DEFAULT_MAX_HEADERS}. */
    public int getMaxHeaders() {
        return maxHeaders;
    }

    /** See {@link #DEFAULT_MAX_HEADERS}. */
    public TrafficOptions setMaxHeaders(int maxHeaders) {
        this.maxHeaders = maxHeaders;
        return this;
    }

    /** See {@link #DEFAULT_STOP_DELAY}. */
    public Duration getStopDelay() {
        return stopDelay;
    }

    /** See {@link #DEFAULT_STOP_DELAY}. */
    public TrafficOptions setStopDelay(Duration stopDelay) {
        this.stopDelay = requireNonNull(stopDelay, "stopDelay");
        return this;
    }

    /** See {@link #DEFAULT_DRAIN_TIMEOUT}. */
    public Duration getDrainTimeout() {
        return drainTimeout;
    }

    /** See {@link #DEFAULT_DRAIN_TIMEOUT}. */
    public TrafficOptions setDrainTimeout(Duration drainTimeout) {
        this.drainTimeout = requireNonNull(drainTimeout, "drainTimeout");
        return this;
    }

    @Override
    OptionTable<TrafficOptions> table() {
        return OptionTables.TRAFFIC;
    }

    @Override
    TrafficOptions self() {
        return this;
    }
}
