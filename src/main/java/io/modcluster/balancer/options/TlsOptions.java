package io.modcluster.balancer.options;

import static java.util.Objects.requireNonNull;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** Options {@code tls.*}: the port for requests over TLS. Without a certificate there is none. */
public final class TlsOptions extends StrictOptions<TlsOptions> {
    /** Whether the port is opened, once there are certificates. Default: yes. */
    public static final boolean DEFAULT_ENABLED = true;
    /** Address to listen on: a name or an IP address. Default: all IPv4 addresses. */
    public static final String DEFAULT_HOST = "0.0.0.0";
    /** Port to listen on: 0..65535, 0 takes any free one. Default 8443. */
    public static final int DEFAULT_PORT = 8443;
    /** Certificates with their keys; the first one is for clients that name no host, or an unknown one. Default: none. */
    public static final List<TlsCertificate> DEFAULT_CERTIFICATES = List.of();
    /** How often the files are looked at for changes: 100 ms..1 h, or 0 for never. Default 5 s. */
    public static final Duration DEFAULT_RELOAD_INTERVAL = Duration.ofSeconds(5);
    /** Oldest protocol that is spoken: TLSv1.2 or TLSv1.3. Default TLSv1.2 (RFC 9325 section 3.1). */
    public static final String DEFAULT_MIN_PROTOCOL = "TLSv1.2";
    /** Who does the arithmetic of TLS. Default: the JDK. */
    public static final Engine DEFAULT_ENGINE = Engine.JDK;
    /** Whether clients are asked for a certificate, and whether they need one. Default: not asked. */
    public static final ClientAuth DEFAULT_CLIENT_AUTH = ClientAuth.NONE;
    /** Path of a PEM file with the issuers of clients' certificates. Default: none. */
    public static final String DEFAULT_CLIENT_TRUST = "";
    /** How long a handshake may take, from the accepted connection: 100 ms..10 min. Default 10 s. */
    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    /** Whether the port without TLS answers each request with 308 to this one. Default: no. */
    public static final boolean DEFAULT_REDIRECT = false;
    /** Port that clients are sent to: 0..65535, 0 is the port listened on. Default 0. */
    public static final int DEFAULT_REDIRECT_PORT = 0;

    private boolean enabled = DEFAULT_ENABLED;
    private String host = DEFAULT_HOST;
    private int port = DEFAULT_PORT;
    private List<TlsCertificate> certificates = DEFAULT_CERTIFICATES;
    private Duration reloadInterval = DEFAULT_RELOAD_INTERVAL;
    private String minProtocol = DEFAULT_MIN_PROTOCOL;
    private Engine engine = DEFAULT_ENGINE;
    private ClientAuth clientAuth = DEFAULT_CLIENT_AUTH;
    private String clientTrust = DEFAULT_CLIENT_TRUST;
    private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
    private boolean redirect = DEFAULT_REDIRECT;
    private int redirectPort = DEFAULT_REDIRECT_PORT;

    /** What computes TLS. */
    public enum Engine {
        /** That of Java: everywhere. */
        JDK,
        /** BoringSSL, for Linux on x86-64 and ARM: less CPU for handshakes and long bodies. */
        OPENSSL,
        /** BoringSSL where it is to be had, else Java's. */
        AUTO
    }

    /** The defaults. */
    public TlsOptions() {}

    /** A copy that shares nothing with {@code other}. */
    public TlsOptions(TlsOptions other) {
        TlsKeys.TABLE.copy(other, this);
    }

    /**
     * Reads what {@link #toJson()} writes; what is left out keeps its default.
     *
     * @throws OptionsProblems with every unknown key, wrong type and bad range
     */
    public TlsOptions(JsonObject json) {
        OptionsProblems.throwIfAny(TlsKeys.TABLE.apply(StrictJson.settings(json), this));
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public boolean isEnabled() {
        return enabled;
    }

    /** See {@link #DEFAULT_ENABLED}. */
    public TlsOptions setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** See {@link #DEFAULT_HOST}. */
    public String getHost() {
        return host;
    }

    /** See {@link #DEFAULT_HOST}. */
    public TlsOptions setHost(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** See {@link #DEFAULT_PORT}. */
    public int getPort() {
        return port;
    }

    /** See {@link #DEFAULT_PORT}. */
    public TlsOptions setPort(int port) {
        this.port = port;
        return this;
    }

    /** See {@link #DEFAULT_CERTIFICATES}. */
    public List<TlsCertificate> getCertificates() {
        return certificates;
    }

    /** See {@link #DEFAULT_CERTIFICATES}. */
    public TlsOptions setCertificates(List<TlsCertificate> certificates) {
        this.certificates = List.copyOf(certificates);
        return this;
    }

    /** See {@link #DEFAULT_RELOAD_INTERVAL}. */
    public Duration getReloadInterval() {
        return reloadInterval;
    }

    /** See {@link #DEFAULT_RELOAD_INTERVAL}. */
    public TlsOptions setReloadInterval(Duration reloadInterval) {
        this.reloadInterval = requireNonNull(reloadInterval, "reloadInterval");
        return this;
    }

    /** See {@link #DEFAULT_MIN_PROTOCOL}. */
    public String getMinProtocol() {
        return minProtocol;
    }

    /** See {@link #DEFAULT_MIN_PROTOCOL}. */
    public TlsOptions setMinProtocol(String minProtocol) {
        this.minProtocol = requireNonNull(minProtocol, "minProtocol");
        return this;
    }

    /** See {@link #DEFAULT_ENGINE}. */
    public Engine getEngine() {
        return engine;
    }

    /** See {@link #DEFAULT_ENGINE}. */
    public TlsOptions setEngine(Engine engine) {
        this.engine = requireNonNull(engine, "engine");
        return this;
    }

    /** See {@link #DEFAULT_CLIENT_AUTH}. */
    public ClientAuth getClientAuth() {
        return clientAuth;
    }

    /** See {@link #DEFAULT_CLIENT_AUTH}. */
    public TlsOptions setClientAuth(ClientAuth clientAuth) {
        this.clientAuth = requireNonNull(clientAuth, "clientAuth");
        return this;
    }

    /** See {@link #DEFAULT_CLIENT_TRUST}. */
    public String getClientTrust() {
        return clientTrust;
    }

    /** See {@link #DEFAULT_CLIENT_TRUST}. */
    public TlsOptions setClientTrust(String clientTrust) {
        this.clientTrust = requireNonNull(clientTrust, "clientTrust");
        return this;
    }

    /** See {@link #DEFAULT_HANDSHAKE_TIMEOUT}. */
    public Duration getHandshakeTimeout() {
        return handshakeTimeout;
    }

    /** See {@link #DEFAULT_HANDSHAKE_TIMEOUT}. */
    public TlsOptions setHandshakeTimeout(Duration handshakeTimeout) {
        this.handshakeTimeout = requireNonNull(handshakeTimeout, "handshakeTimeout");
        return this;
    }

    /** See {@link #DEFAULT_REDIRECT}. */
    public boolean isRedirect() {
        return redirect;
    }

    /** See {@link #DEFAULT_REDIRECT}. */
    public TlsOptions setRedirect(boolean redirect) {
        this.redirect = redirect;
        return this;
    }

    /** See {@link #DEFAULT_REDIRECT_PORT}. */
    public int getRedirectPort() {
        return redirectPort;
    }

    /** See {@link #DEFAULT_REDIRECT_PORT}. */
    public TlsOptions setRedirectPort(int redirectPort) {
        this.redirectPort = redirectPort;
        return this;
    }

    /** Whether there is something to listen with. */
    public boolean isOn() {
        return enabled && !certificates.isEmpty();
    }

    @Override
    OptionTable<TlsOptions> table() {
        return TlsKeys.TABLE;
    }

    @Override
    TlsOptions self() {
        return this;
    }
}
