package io.modcluster.balancer.transport.ajp;

import io.modcluster.balancer.transport.ClientConnection;
import io.modcluster.balancer.transport.ajp.codec.TlsFacts;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a node is told about the TLS of a client. */
final class ClientTls {
    /** Where the facts of a TLS session are kept in it: certificates are written once, not for each request. */
    private static final String KEPT = TlsFacts.class.getName();

    private static final Pattern KEY_SIZE = Pattern.compile("AES_?(128|256)|(CHACHA20)|(3DES)");
    private static final int CHACHA20_BITS = 256;
    private static final int TRIPLE_DES_BITS = 168;
    private static final int PEM_COLUMNS = 64;

    private ClientTls() {}

    /** What TLS knows of a client; null when it came in clear. */
    static @Nullable TlsFacts of(ClientConnection client) {
        return client.tls() ? of(client.session()) : null;
    }

    private static TlsFacts of(@Nullable SSLSession session) {
        if (session == null) {
            return new TlsFacts("", "", 0, "", "");
        }
        if (session.getValue(KEPT) instanceof TlsFacts kept) {
            return kept;
        }
        String cipher = session.getCipherSuite();
        TlsFacts facts = new TlsFacts(
                session.getProtocol(),
                cipher,
                keySize(cipher),
                HexFormat.of().formatHex(session.getId()),
                certificates(session));
        session.putValue(KEPT, facts);
        return facts;
    }

    static int keySize(String cipher) {
        Matcher matcher = KEY_SIZE.matcher(cipher);
        if (!matcher.find()) {
            return 0;
        }
        String bits = matcher.group(1);
        return bits != null ? Integer.parseInt(bits) : matcher.group(2) != null ? CHACHA20_BITS : TRIPLE_DES_BITS;
    }

    private static String certificates(SSLSession session) {
        try {
            StringBuilder pem = new StringBuilder();
            Base64.Encoder encoder = Base64.getMimeEncoder(PEM_COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII));
            for (Certificate certificate : session.getPeerCertificates()) {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(encoder.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
            return pem.toString();
        } catch (SSLPeerUnverifiedException noneAskedFor) {
            return "";
        } catch (CertificateEncodingException cannotBe) {
            return "";
        }
    }
}
