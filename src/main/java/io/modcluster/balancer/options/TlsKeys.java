package io.modcluster.balancer.options;

import static io.modcluster.balancer.options.OptionTypes.HOST;
import static io.modcluster.balancer.options.OptionTypes.PORT;
import static io.modcluster.balancer.options.OptionTypes.choice;
import static io.modcluster.balancer.options.OptionTypes.duration;
import static io.modcluster.balancer.options.OptionTypes.durationOrNever;
import static io.modcluster.balancer.options.OptionTypes.path;
import static io.modcluster.balancer.options.OptionTypes.text;
import static io.modcluster.balancer.options.OptionTypes.trueOrFalse;

import io.vertx.core.http.ClientAuth;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The table of {@code tls.*}. */
final class TlsKeys {
    static final OptionTable<TlsOptions> TABLE = new OptionTable<>(List.of(
            new OptionKey<>(
                    "enabled",
                    trueOrFalse(),
                    TlsOptions::isEnabled,
                    TlsOptions::setEnabled,
                    "Whether the port for requests over TLS is opened, once tls.certificates is not empty."),
            new OptionKey<>(
                    "host",
                    HOST,
                    TlsOptions::getHost,
                    TlsOptions::setHost,
                    "Address to listen on for requests over TLS."),
            new OptionKey<>(
                    "port",
                    PORT,
                    TlsOptions::getPort,
                    TlsOptions::setPort,
                    "Port to listen on for requests over TLS; 0 takes any free one."),
            new OptionKey<>(
                    "certificates",
                    TlsCertificates.TYPE,
                    TlsOptions::getCertificates,
                    TlsOptions::setCertificates,
                    "Certificates, each for the names in it, the first one for all other names too."),
            new OptionKey<>(
                    "reload-interval",
                    durationOrNever(Duration.ofMillis(100), Duration.ofHours(1)),
                    TlsOptions::getReloadInterval,
                    TlsOptions::setReloadInterval,
                    "How often the files are looked at for changes; 0s is never."),
            new OptionKey<>(
                    "min-protocol",
                    text(Pattern.compile("TLSv1\\.[23]"), "TLSv1.2 or TLSv1.3"),
                    TlsOptions::getMinProtocol,
                    TlsOptions::setMinProtocol,
                    "Oldest version of TLS that is spoken."),
            new OptionKey<>(
                    "engine",
                    choice(TlsOptions.Engine.class),
                    TlsOptions::getEngine,
                    TlsOptions::setEngine,
                    "What computes TLS: Java, or BoringSSL, which takes less CPU; auto is BoringSSL where it is to be had."),
            new OptionKey<>(
                    "client-auth",
                    choice(ClientAuth.class),
                    TlsOptions::getClientAuth,
                    TlsOptions::setClientAuth,
                    "Whether clients are asked for a certificate, and whether they need one."),
            new OptionKey<>(
                    "client-trust",
                    path(),
                    TlsOptions::getClientTrust,
                    TlsOptions::setClientTrust,
                    "PEM file with the issuers whose certificates clients may have; needed with client-auth."),
            new OptionKey<>(
                    "handshake-timeout",
                    duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
                    TlsOptions::getHandshakeTimeout,
                    TlsOptions::setHandshakeTimeout,
                    "How long a client may take for the handshake; then the connection is closed."),
            new OptionKey<>(
                    "redirect",
                    trueOrFalse(),
                    TlsOptions::isRedirect,
                    TlsOptions::setRedirect,
                    "Whether traffic.port answers each request with 308 to the same URL over TLS."),
            new OptionKey<>(
                    "redirect-port",
                    PORT,
                    TlsOptions::getRedirectPort,
                    TlsOptions::setRedirectPort,
                    "Port in those URLs, where clients know another one than tls.port; 0 is tls.port.")));

    private TlsKeys() {}
}
