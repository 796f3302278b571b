package io.modcluster.balancer.testkit.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An authority that issues certificates for tests (elliptic curve P-256), as PEM files in a folder of its own. Nothing is
 * kept in the repository, so nothing expires there.
 */
public final class TestCertificates {
    /** ecdsa-with-SHA256. */
    private static final byte[] ALGORITHM = Der.of(Der.SEQUENCE, Der.hex("06082a8648ce3d040302"));

    private final AtomicLong serial = new AtomicLong(1);
    private final Path folder;
    private final String name;
    private final KeyPair keys = newKeys();
    private final Path certificate;

    /** A new authority of this name that trusts nobody else. */
    public TestCertificates(String name) throws IOException, GeneralSecurityException {
        this.name = name;
        this.folder = Files.createTempDirectory(Files.createDirectories(Path.of("target", "certificates")), "ca");
        byte[] isAuthority = extension("0603551d13", Der.of(Der.SEQUENCE, Der.hex("0101ff")));
        Instant now = Instant.now();
        this.certificate = write(
                "ca.pem", "CERTIFICATE", signed(name, keys, now.minusSeconds(3600), Duration.ofDays(2), isAuthority));
    }

    /**
     * A certificate and its key.
     *
     * @param certificate PEM: itself, then that of its authority
     * @param key         PEM, PKCS #8
     */
    public record Issued(Path certificate, Path key) {}

    /** The certificate of the authority, for who shall trust it. */
    public Path authority() {
        return certificate;
    }

    /** The authority's own, self-signed, with its key. */
    public Issued itself() throws IOException {
        return new Issued(
                certificate, write("ca.key", "PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    /** A certificate that is good for these names and addresses, from an hour ago until tomorrow. */
    public Issued issue(String... names) throws IOException, GeneralSecurityException {
        return issue(Instant.now().minusSeconds(3600), Duration.ofDays(1), names);
    }

    /** A certificate whose time was over an hour ago. */
    public Issued expired(String... names) throws IOException, GeneralSecurityException {
        return issue(Instant.now().minus(Duration.ofDays(2)), Duration.ofHours(47), names);
    }

    private Issued issue(Instant from, Duration lifetime, String... names)
            throws IOException, GeneralSecurityException {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            boolean isAddress = names[i].matches("[0-9.]+") || names[i].contains(":");
            all[i] = isAddress ? Der.of(0x87, InetAddress.getByName(names[i]).getAddress()) : Der.text(0x82, names[i]);
        }
        byte[] extensions = names.length == 0 ? new byte[0] : extension("0603551d11", Der.of(Der.SEQUENCE, all));
        KeyPair own = newKeys();
        String subject = names.length == 0 ? "client" : names[0];
        long number = serial.incrementAndGet();
        Path key = write(number + ".key", "PRIVATE KEY", own.getPrivate().getEncoded());
        Path issued = write(number + ".pem", "CERTIFICATE", signed(subject, own, from, lifetime, extensions));
        Files.writeString(issued, Files.readString(issued, StandardCharsets.US_ASCII) + Files.readString(certificate));
        return new Issued(issued, key);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private byte[] signed(String subject, KeyPair own, Instant from, Duration lifetime, byte[] extensions)
            throws GeneralSecurityException {
        byte[] validity = Der.of(Der.SEQUENCE, Der.time(from), Der.time(from.plus(lifetime)));
        byte[] content = Der.of(
                Der.SEQUENCE,
                Der.hex("a003020102"),
                Der.of(Der.INTEGER, longBytes(serial.incrementAndGet())),
                ALGORITHM,
                nameOf(name),
                validity,
                nameOf(subject),
                own.getPublic().getEncoded(),
                extensions.length == 0 ? extensions : Der.of(0xa3, Der.of(Der.SEQUENCE, extensions)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(content);
        return Der.of(Der.SEQUENCE, content, ALGORITHM, Der.of(Der.BIT_STRING, new byte[1], signature.sign()));
    }

    private static byte[] longBytes(long number) {
        return BigInteger.valueOf(number).toByteArray();
    }

    private static byte[] nameOf(String common) {
        return Der.of(
                Der.SEQUENCE, Der.of(Der.SET, Der.of(Der.SEQUENCE, Der.hex("0603550403"), Der.text(Der.UTF8, common))));
    }

    private static byte[] extension(String id, byte[] value) {
        return Der.of(Der.SEQUENCE, Der.hex(id), Der.of(Der.OCTET_STRING, value));
    }

    private Path write(String file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                folder.resolve(file), "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }
}
