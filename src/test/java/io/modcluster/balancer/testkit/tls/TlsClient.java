package io.modcluster.balancer.testkit.tls;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Connects over TLS to loopback, trusting everybody: tests look at the certificate themselves. */
public final class TlsClient {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final KeyManager @Nullable [] keys;

    private TlsClient(KeyManager @Nullable [] keys) {
        this.keys = keys;
    }

    /** A new one each time: the client of the JDK would resume the session of another name. */
    private SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {new TrustsAll()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    /** A client without a certificate. */
    public static TlsClient anonymous() {
        return new TlsClient(null);
    }

    /** A client that shows this one when it is asked. */
    public static TlsClient with(Vertx vertx, TestCertificates.Issued certificate) throws Exception {
        return new TlsClient(new PemKeyCertOptions()
                .setCertPath(certificate.certificate().toString())
                .setKeyPath(certificate.key().toString())
                .getKeyManagerFactory(vertx)
                .getKeyManagers());
    }

    /**
     * Connects and shakes hands.
     *
     * @param name     that the client asks for, empty for none
     * @param protocol for instance TLSv1.2, empty for the newest
     * @param alpn     protocols that it offers, in order; none for no ALPN
     */
    public SSLSocket connect(int port, String name, String protocol, String... alpn) throws IOException {
        SSLSocket socket =
                (SSLSocket) context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(alpn);
        if (!protocol.isEmpty()) {
            parameters.setProtocols(new String[] {protocol});
        }
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
        return socket;
    }

    /** The certificate that a client gets which asks for this name. */
    public X509Certificate certificateFor(int port, String name) throws IOException {
        try (SSLSocket socket = connect(port, name, "")) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
