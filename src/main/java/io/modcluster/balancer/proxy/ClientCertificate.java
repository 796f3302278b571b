package io.modcluster.balancer.proxy;

import io.modcluster.balancer.transport.FieldSink;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Tells nodes the certificate that a client showed, in the form of Envoy: {@code Hash} is the SHA-256 of the certificate in
 * hexadecimal, {@code Cert} the certificate in PEM and percent-encoding, {@code Subject} its subject (RFC 2253). Made once
 * for each TLS session. What clients send under that name is dropped before.
 */
final class ClientCertificate {
    private static final String HEADER = "X-Forwarded-Client-Cert";
    private static final String VALUE = "io.modcluster.balancer.client-cert";
    private static final int LINE = 64;

    private ClientCertificate() {}

    /** Adds the header, if the request came over TLS from a client with a certificate. */
    static void tell(HttpServerRequest clientRequest, FieldSink node) {
        SSLSession session = clientRequest.isSSL() ? clientRequest.sslSession() : null;
        if (session == null) {
            return;
        }
        Object known = session.getValue(VALUE);
        if (known == null) {
            known = describe(session);
            session.putValue(VALUE, known);
        }
        if (known instanceof String value && !value.isEmpty()) {
            node.add(HEADER, value);
        }
    }

    private static String describe(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate certificate ? describe(certificate) : "";
        } catch (SSLPeerUnverifiedException noCertificate) {
            return "";
        }
    }

    static String describe(X509Certificate certificate) {
        try {
            byte[] encoded = certificate.getEncoded();
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(encoded));
            String pem = "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(encoded)
                    + "\n-----END CERTIFICATE-----\n";
            // a plus sign is a blank to some readers and itself to others
            String escaped = URLEncoder.encode(pem, StandardCharsets.US_ASCII).replace("+", "%20");
            return "Hash=" + hash + ";Cert=\"" + escaped + "\";Subject=\"" + subjectOf(certificate) + '"';
        } catch (CertificateEncodingException | NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Whoever signed it decided what is in it, so nothing of it may look like the header's own. */
    private static String subjectOf(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        StringBuilder safe = new StringBuilder(subject.length() + 8);
        for (int i = 0; i < subject.length(); i++) {
            char c = subject.charAt(i);
            if (c == '"' || c == '\\') {
                safe.append('\\').append(c);
            } else {
                safe.append(c >= ' ' && c <= '~' ? c : '?');
            }
        }
        return safe.toString();
    }
}
