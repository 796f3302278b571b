package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.modcluster.balancer.domain.CidrBlock;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Options {@code manager.*}: the port for people, scripts and health checks, and who may use it. */
public final class ManagerOptions extends StrictOptions<ManagerOptions> {
    /** Whether the port of the manager is opened at all. Default: yes; an embedder may answer them by itself. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Address to listen on for people, scripts and health checks: a name or an IP address. Default: this machine only. */
    public static final String DEFAULT_HOST = "127.0.0.1";
    /** Port to listen on for people, scripts and health checks: 0..65535, 0 takes any free one. Default 8091. */
    public static final int DEFAULT_PORT = 8091;
    /** Elements {@code viewer:NAME=TOKEN} and {@code operator:NAME=TOKEN}. Default none. */
    public static final List<String> DEFAULT_TOKENS = List.of();
    /** File of people who may log in: see {@code hash-password}. Default "", none. */
    public static final String DEFAULT_USERS = "";
    /** Host names of the manager beside localhost and IP addresses. Default none. */
    public static final List<String> DEFAULT_NAMES = List.of();
    /** PEM file of the certificate. Default "", no TLS. */
    public static final String DEFAULT_TLS_CERTIFICATE = "";
    /** PEM file of the key of the certificate. Default "". */
    public static final String DEFAULT_TLS_KEY = "";
    /** PEM file of the issuers of client certificates, which are then needed. Default "", none. */
    public static final String DEFAULT_TLS_CLIENT_CA = "";
    /** Path of the classic page on the traffic port. Default "", none. */
    public static final String DEFAULT_ON_TRAFFIC_PATH = "";
    /** Who sees the classic page on the traffic port. Default: this machine. */
    public static final List<CidrBlock> DEFAULT_ON_TRAFFIC_ALLOW =
            List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1/128"));

    /** Most connections at a time: 1..100,000. Default 500. */
    public static final int DEFAULT_MAX_CONNECTIONS = 500;
    /** Most connections of one client address, of IPv6 one /64 network: 0..100,000, 0 for no limit. Default 100. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_CLIENT = 100;

    private int maxConnections = DEFAULT_MAX_CONNECTIONS;
    private int maxConnectionsPerClient = DEFAULT_MAX_CONNECTIONS_PER_CLIENT;
    private boolean enabled = DEFAULT_ENABLED;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private List<String> tokens = DEFAULT_TOKENS;
    private String users = DEFAULT_USERS;
    private List<String> names = DEFAULT_NAMES;
    private String tlsCertificate = DEFAULT_TLS_CERTIFICATE;
    private String tlsKey = DEFAULT_TLS_KEY;
    private String tlsClientCa = DEFAULT_TLS_CLIENT_CA;
    private String onTrafficPath = DEFAULT_ON_TRAFFIC_PATH;
    private List<CidrBlock> onTrafficAllow = DEFAULT_ON_TRAFFIC_ALLOW;

    /** The defaults. */
    public ManagerOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public ManagerOptions(ManagerOptions other) {
        OptionTables.MANAGER.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public ManagerOptions(JsonObject json) {
        OptionsProblems.throwIfAny(OptionTables.MANAGER.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public ManagerOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public ManagerOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public ManagerOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_TOKENS}. */
    public List<String> getTokens() {
        return tokens;
    }

    /** See {@link #DEFAULT_TOKENS}. */
    public ManagerOptions setTokens(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        return this;
    }

    /** See {@link #DEFAULT_USERS}. */
    public String getUsers() {
        return users;
    }

    /** See {@link #DEFAULT_USERS}. */
    public ManagerOptions setUsers(String users) {
        this.users = requireNonNull(users, "users");
        return this;
    }

    /** See {@link #DEFAULT_NAMES}. */
    public List<String> getNames() {
        return names;
    }

    /** See {@link #DEFAULT_NAMES}. */
    public ManagerOptions setNames(List<String> names) {
        this.names = List.copyOf(names);
        return this;
    }

    /** See {@link #DEFAULT_TLS_CERTIFICATE}. */
    public String getTlsCertificate() {
        return tlsCertificate;
    }

    /** See {@link #DEFAULT_TLS_CERTIFICATE}. */
    public ManagerOptions setTlsCertificate(String tlsCertificate) {
        this.tlsCertificate = requireNonNull(tlsCertificate, "tlsCertificate");
        return this;
    }

    /** See {@link #DEFAULT_TLS_KEY}. */
    public String getTlsKey() {
        return tlsKey;
    }

    /** See {@link #DEFAULT_TLS_KEY}. */
    public ManagerOptions setTlsKey(String tlsKey) {
        this.tlsKey = requireNonNull(tlsKey, "tlsKey");
        return this;
    }

    /** See {@link #DEFAULT_TLS_CLIENT_CA}. */
    public String getTlsClientCa() {
        return tlsClientCa;
    }

    /** See {@link #DEFAULT_TLS_CLIENT_CA}. */
    public ManagerOptions setTlsClientCa(String tlsClientCa) {
        this.tlsClientCa = requireNonNull(tlsClientCa, "tlsClientCa");
        return this;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_PATH}. */
    public String getOnTrafficPath() {
        return onTrafficPath;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_PATH}. */
    public ManagerOptions setOnTrafficPath(String onTrafficPath) {
        this.onTrafficPath = requireNonNull(onTrafficPath, "onTrafficPath");
        return this;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_ALLOW}. */
    public List<CidrBlock> getOnTrafficAllow() {
        return onTrafficAllow;
    }

    /** See {@link #DEFAULT_ON_TRAFFIC_ALLOW}. */
    public ManagerOptions setOnTrafficAllow(List<CidrBlock> onTrafficAllow) {
        this.onTrafficAllow = List.copyOf(onTrafficAllow);
        return this;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS}. */
    public int getMaxConnections() {
        return maxConnections;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS}. */
    public ManagerOptions setMaxConnections(int maxConnections) {
        this.maxConnections = maxConnections;
        return this;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_CLIENT}. */
    public int getMaxConnectionsPerClient() {
        return maxConnectionsPerClient;
    }

    /** See {@link #DEFAULT_MAX_CONNECTIONS_PER_CLIENT}. */
    public ManagerOptions setMaxConnectionsPerClient(int maxConnectionsPerClient) {
        this.maxConnectionsPerClient = maxConnectionsPerClient;
        return this;
    }

    /** Whether somebody must log in: a token, a password or a certificate is set up. */
    public boolean hasLogin() {
        return !tokens.isEmpty() || !users.isEmpty() || !tlsClientCa.isEmpty();
    }

    /** Whether only this machine can reach it. */
    boolean isLoopback() {
        return host.equalsIgnoreCase("localhost")
                || DEFAULT_ON_TRAFFIC_ALLOW.stream().anyMatch(block -> block.containsLiteral(host));
    }

    @Override
    OptionTable<ManagerOptions> table() {
        return OptionTables.MANAGER;
    }

    @Override
    ManagerOptions self() {
        return this;
    }
}
