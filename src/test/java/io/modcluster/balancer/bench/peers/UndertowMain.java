package io.modcluster.balancer.bench.peers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.proxy.mod_cluster.MCMPConfig;
import io.undertow.server.handlers.proxy.mod_cluster.ModCluster;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Undertow as a mod_cluster balancer; arguments: ports of HTTP, TLS and MCMP, I/O threads, certificate, key. */
final class UndertowMain {
    private static final String LOOPBACK = "127.0.0.1";

    private UndertowMain() {}

    /** Runs until the JVM ends. */
    public static void main(String... arguments) throws Exception {
        int threads = Integer.parseInt(arguments[3]);
        XnioWorker worker = Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_IO_THREADS, threads)
                        .set(Options.TCP_NODELAY, true)
                        .getMap());
        ModCluster modCluster = ModCluster.builder(worker)
                // for each I/O thread; its default of 16 answers 503 to the load of the benchmark
                .setMaxConnections(Setting.CONNECTIONS)
                .setCacheConnections(Setting.KEPT)
                .setRequestQueueSize(Setting.CONNECTIONS)
                .build();
        int mcmp = Integer.parseInt(arguments[2]);
        Undertow undertow = Undertow.builder()
                .setWorker(worker)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setSocketOption(Options.BACKLOG, 4096)
                .addHttpListener(
                        mcmp,
                        LOOPBACK,
                        MCMPConfig.builder()
                                .setManagementHost(LOOPBACK)
                                .setManagementPort(mcmp)
                                .build()
                                .create(modCluster, ResponseCodeHandler.HANDLE_404))
                .addHttpListener(Integer.parseInt(arguments[0]), LOOPBACK, modCluster.createProxyHandler())
                .addHttpsListener(
                        Integer.parseInt(arguments[1]),
                        LOOPBACK,
                        tls(Path.of(arguments[4]), Path.of(arguments[5])),
                        modCluster.createProxyHandler())
                .build();
        modCluster.start();
        undertow.start();
    }

    private static SSLContext tls(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("own", key(key), new char[0], chain(certificate));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Certificate[] chain(Path certificate) throws IOException, GeneralSecurityException {
        try (InputStream pem = Files.newInputStream(certificate)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .toArray(Certificate[]::new);
        }
    }

    private static PrivateKey key(Path pem) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
