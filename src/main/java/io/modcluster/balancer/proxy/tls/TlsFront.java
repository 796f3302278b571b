package io.modcluster.balancer.proxy.tls;

import io.modcluster.balancer.options.Http2Options;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TlsOptions;
import io.modcluster.balancer.proxy.tls.CertificateFiles.Content;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.shareddata.LocalMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a server that listens for clients: its settings, and its certificates, which are read again when their files
 * change. A handshake sees the certificates of the last good read; connections that are there stay. On the event loop of
 * the verticle that listens; files are read on worker threads.
 */
public final class TlsFront {
    private static final Logger LOG = LoggerFactory.getLogger(TlsFront.class);
    private static final String OLDER_PROTOCOL = "TLSv1.2";
    private static final String SHOWN = "certificates";

    /**
     * With forward secrecy and authenticated encryption, all of them: TLS 1.3, and what RFC 9325 section 4.2 recommends of
     * TLS 1.2, which is also what HTTP/2 allows (RFC 9113 section 9.2.2).
     */
    private static final List<String> CIPHER_SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Vertx vertx;
    private final TlsOptions options;
    private final boolean http2;
    private final SSLEngineOptions engine;
    private final CertificateFiles files;
    /** What those of one port agree on: who saw a change first reads the files for all. */
    private final LocalMap<String, String> seenByAll;

    private final Content first;
    private String seen;
    private long timer = -1;

    private TlsFront(
            Vertx vertx,
            TlsOptions options,
            boolean http2,
            SSLEngineOptions engine,
            CertificateFiles files,
            LocalMap<String, String> seenByAll,
            Content first,
            String seen) {
        this.vertx = vertx;
        this.options = options;
        this.http2 = http2;
        this.engine = engine;
        this.files = files;
        this.seenByAll = seenByAll;
        this.first = first;
        this.seen = seen;
    }

    /**
     * Reads the files for the first time.
     *
     * @param prefix of what shares the port in this Vert.x
     * @return fails with {@link OptionsProblems} that name each file that is wrong
     */
    public static Future<TlsFront> load(Vertx vertx, TlsOptions options, Http2Options http2, String prefix) {
        CertificateFiles files = new CertificateFiles(vertx, options);
        LocalMap<String, String> seenByAll = vertx.sharedData().getLocalMap(prefix + ".tls");
        return vertx.executeBlocking(
                () -> {
                    // what changes while it is read is seen as changed later
                    String seen = files.fingerprint();
                    seenByAll.put(SHOWN, seen);
                    return new TlsFront(
                            vertx,
                            options,
                            http2.isEnabled(),
                            TlsEngine.of(options.getEngine()),
                            files,
                            seenByAll,
                            files.read(),
                            seen);
                },
                false);
    }

    /** Sets what the server needs to speak TLS, and returns the same object. */
    public HttpServerOptions applyTo(HttpServerOptions server) {
        server.setSsl(true)
                .setUseAlpn(http2)
                .setSslEngineOptions(engine)
                .setKeyCertOptions(first.identities())
                .setClientAuth(options.getClientAuth())
                .setEnabledSecureTransportProtocols(protocols())
                .setSslHandshakeTimeout(options.getHandshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (first.trust() != null) {
            server.setTrustOptions(first.trust());
        }
        CIPHER_SUITES.forEach(server::addEnabledCipherSuite);
        return server;
    }

    private Set<String> protocols() {
        Set<String> protocols = new LinkedHashSet<>(List.of("TLSv1.3"));
        if (options.getMinProtocol().equals(OLDER_PROTOCOL)) {
            protocols.add(OLDER_PROTOCOL);
        }
        return protocols;
    }

    /** Looks at the files from now on, and gives the server what is new in them. */
    public void watch(HttpServer server) {
        long interval = options.getReloadInterval().toMillis();
        if (interval > 0) {
            timer = vertx.setPeriodic(interval, tick -> look(server));
        }
    }

    private void look(HttpServer server) {
        vertx.executeBlocking(this::changed, false)
                .compose(content -> content == null
                        ? Future.<Void>succeededFuture()
                        : server.updateSSLOptions(optionsOf(content))
                                .onSuccess(done -> told(content))
                                .mapEmpty())
                .onFailure(cause -> LOG.warn(
                        "certificates not replaced, the ones before stay reason=\"{}\"",
                        String.valueOf(cause.getMessage()).replace('\n', ' ')));
    }

    /** What the files hold, if they changed and nobody else has seen it. On a worker thread, one look after the other. */
    private synchronized @Nullable Content changed() {
        String now = files.fingerprint();
        if (now.equals(seen)) {
            return null;
        }
        boolean firstToSee = seenByAll.replaceIfPresent(SHOWN, seen, now);
        seen = now;
        return firstToSee ? files.read() : null;
    }

    private static void told(Content content) {
        LOG.info("certificates replaced names={}", content.identities().names());
    }

    /** A whole new context: sessions from before are not resumed with the certificate from before. */
    private ServerSSLOptions optionsOf(Content content) {
        ServerSSLOptions renewed = new ServerSSLOptions()
                .setKeyCertOptions(content.identities())
                .setClientAuth(options.getClientAuth())
                .setUseAlpn(http2)
                .setEnabledSecureTransportProtocols(protocols());
        if (content.trust() != null) {
            renewed.setTrustOptions(content.trust());
        }
        CIPHER_SUITES.forEach(renewed::addEnabledCipherSuite);
        return renewed;
    }

    /** Looks at the files no more. */
    public void stop() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }
}
