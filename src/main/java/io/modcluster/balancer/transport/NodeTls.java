package io.modcluster.balancer.transport;

import io.modcluster.balancer.options.NodeTlsOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a node with TLS is spoken to: whom to believe, and who we are.
 *
 * <p>A client of Vert.x is made for one of these and never used with another: contexts of TLS that are shared between rules
 * have let the weaker rule pass (CVE-2026-102476).
 *
 * @param trust       PEM file of authorities; empty for those of the JVM
 * @param verify      whether the certificate of the node is checked
 * @param verifyName  whether it must be for the host that was connected to, by name or address
 * @param certificate PEM file of our certificate; empty for none
 * @param key         PEM file of its key
 */
public record NodeTls(String trust, boolean verify, boolean verifyName, String certificate, String key) {
    /** TLS 1.0 and 1.1 are refused (RFC 8996). */
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    /** The rule of the options, for nodes that they do not name. */
    public static NodeTls of(NodeTlsOptions options) {
        return new NodeTls(
                options.getTrust(),
                options.isVerify(),
                options.isVerify() && options.isVerifyName(),
                options.getCertificate(),
                options.getKey());
    }

    /** The same without any check of the node. */
    NodeTls unverified() {
        return new NodeTls(trust, false, false, certificate, key);
    }

    /** Sets all but the check of the name, which each kind of client has its own option for: {@link #verifyName}. */
    public void applyTo(ClientOptionsBase options, Duration handshake) {
        options.setSsl(true)
                .setTrustAll(!verify)
                .setEnabledSecureTransportProtocols(PROTOCOLS)
                .setSslHandshakeTimeout(handshake.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (verify && !trust.isEmpty()) {
            options.setTrustOptions(new PemTrustOptions().addCertPath(trust));
        }
        if (!certificate.isEmpty()) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().addCertPath(certificate).addKeyPath(key));
        }
    }
}
