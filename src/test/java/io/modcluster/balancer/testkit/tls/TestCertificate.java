package io.modcluster.balancer.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate signed by itself, made by the keytool of this JDK, with its files in PEM.
 *
 * @param certificate PEM file
 * @param key         PEM file that its owner alone can read
 */
public record TestCertificate(KeyStore store, Path certificate, Path key) {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "own";

    /** Makes one with an EC key in {@code folder}, for these DNS names, the first of which is the common name as well. */
    public static TestCertificate make(Path folder, String file, String... names) throws IOException {
        return makeWith("EC", folder, file, names);
    }

    /** The same with a key of this algorithm, RSA or EC. */
    public static TestCertificate makeWith(String algorithm, Path folder, String file, String... names)
            throws IOException {
        Path store = folder.resolve(file + ".p12");
        Files.deleteIfExists(store);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + names[0].replace('*', 'x') + ",O=Test",
                "-ext",
                "san=dns:" + String.join(",dns:", names),
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        run(command);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD);
            Path certificate = folder.resolve(file + ".pem");
            Path key = folder.resolve(file + ".key");
            write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            write(key, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
            return new TestCertificate(keys, certificate, key);
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IOException("keytool: " + said);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    private static void write(Path file, String what, byte[] content) throws IOException {
        String pem = "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + what + "-----\n";
        Files.writeString(file, pem, StandardCharsets.US_ASCII);
    }

    /** What it says. */
    public X509Certificate x509() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate(ALIAS);
    }

    /** For a client that shows it. */
    public KeyManager[] keyManagers() throws GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    /** Puts its files in the place of {@code other}'s, one after the other, each at once. */
    public void replace(TestCertificate other) throws IOException {
        Files.move(key, other.key, StandardCopyOption.ATOMIC_MOVE);
        Files.move(certificate, other.certificate, StandardCopyOption.ATOMIC_MOVE);
    }
}
