package io.modcluster.balancer.proxy.tls;

import io.modcluster.balancer.options.OptionsProblem;
import io.modcluster.balancer.options.OptionsProblems;
import io.modcluster.balancer.options.TlsCertificate;
import io.modcluster.balancer.options.TlsOptions;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The files that {@code tls.*} names. Blocks: for worker threads. What is in them is told nowhere. */
final class CertificateFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateFiles.class);
    /** A chain of certificates is some kilobytes, a bundle of issuers some hundred. */
    private static final long MAX_BYTES = 1L << 20;

    private static final String ORIGIN = "options";

    private final Vertx vertx;
    private final TlsOptions options;

    CertificateFiles(Vertx vertx, TlsOptions options) {
        this.vertx = vertx;
        this.options = options;
    }

    /**
     * What was read at one time.
     *
     * @param identities certificates with their keys
     * @param trust      issuers of clients' certificates, null for none
     */
    record Content(Identities identities, @Nullable TrustOptions trust) {}

    /**
     * Reads all of them.
     *
     * @throws OptionsProblems with every file that is not there, readable by others, no PEM, or not of its pair
     */
    Content read() {
        List<OptionsProblem> problems = new ArrayList<>();
        List<Identity> identities = new ArrayList<>();
        for (int i = 0; i < options.getCertificates().size(); i++) {
            Identity identity = identity(
                    "tls.certificates[" + i + "]", options.getCertificates().get(i), problems);
            if (identity != null) {
                identities.add(identity);
            }
        }
        TrustOptions trust = options.getClientTrust().isEmpty() ? null : trust(problems);
        if (!problems.isEmpty()) {
            throw new OptionsProblems(problems);
        }
        try {
            return new Content(new Identities(identities), trust);
        } catch (CertificateException unreadableNames) {
            throw new OptionsProblems(List.of(new OptionsProblem(
                    "tls.certificates", ORIGIN, "", "certificates whose names can be read: " + unreadableNames)));
        }
    }

    /** Something that differs once one of the files was replaced, or who may read it: what kept it out may be mended. */
    String fingerprint() {
        StringBuilder all = new StringBuilder();
        for (TlsCertificate certificate : options.getCertificates()) {
            all.append(stateOf(certificate.certificate())).append(stateOf(certificate.key()));
        }
        return options.getClientTrust().isEmpty()
                ? all.toString()
                : all.append(stateOf(options.getClientTrust())).toString();
    }

    private static String stateOf(String path) {
        try {
            BasicFileAttributes file = Files.readAttributes(Path.of(path), BasicFileAttributes.class);
            return file.lastModifiedTime() + "/" + file.size() + "/" + file.fileKey() + "/" + isReadableByOthers(path)
                    + "/" + Files.isReadable(Path.of(path)) + ";";
        } catch (IOException | InvalidPathException notThere) {
            return "-;";
        }
    }

    private @Nullable Identity identity(String at, TlsCertificate files, List<OptionsProblem> problems) {
        Buffer certificate = content(at + ".certificate", files.certificate(), problems);
        Buffer key = content(at + ".key", files.key(), problems);
        if (key != null && isReadableByOthers(files.key())) {
            problems.add(new OptionsProblem(
                    at + ".key",
                    ORIGIN,
                    files.key(),
                    "a file that not everybody on this machine can read, for instance after chmod o-r"));
        }
        if (certificate == null || key == null) {
            return null;
        }
        Identity identity = null;
        try {
            identity = pair(certificate, key);
        } catch (Exception unreadable) {
            // the texts of parsers may quote the content
            LOG.debug("not a pair of PEM files: {}", unreadable.getClass().getName());
        }
        if (identity == null) {
            problems.add(new OptionsProblem(
                    at,
                    ORIGIN,
                    files.certificate() + ", " + files.key(),
                    "a PEM file with BEGIN CERTIFICATE, and one with an RSA or EC key without password, BEGIN PRIVATE"
                            + " KEY"));
            return null;
        }
        if (!isPair(identity)) {
            problems.add(new OptionsProblem(
                    at + ".key",
                    ORIGIN,
                    files.key(),
                    "the private key of the first certificate in " + files.certificate()));
            return null;
        }
        warnOfDates(files.certificate(), identity.chain().get(0));
        return identity;
    }

    private static @Nullable Buffer content(String option, String path, List<OptionsProblem> problems) {
        String wrong;
        try {
            Path file = Path.of(path);
            if (Files.size(file) <= MAX_BYTES) {
                return Buffer.buffer(Files.readAllBytes(file));
            }
            wrong = "a PEM file of at most " + MAX_BYTES + " bytes";
        } catch (NoSuchFileException missing) {
            wrong = "a file that exists";
        } catch (IOException | InvalidPathException unreadable) {
            wrong = "a file that this process can read: "
                    + unreadable.getClass().getSimpleName();
        }
        problems.add(new OptionsProblem(option, ORIGIN, path, wrong));
        return null;
    }

    private static boolean isReadableByOthers(String path) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(Path.of(path));
            return permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (UnsupportedOperationException | IOException noSuchThingHere) {
            return false;
        }
    }

    private @Nullable Identity pair(Buffer certificate, Buffer key) throws Exception {
        KeyManager[] managers = new PemKeyCertOptions()
                .setCertValue(certificate)
                .setKeyValue(key)
                .getKeyManagerFactory(vertx)
                .getKeyManagers();
        for (KeyManager manager : managers) {
            if (manager instanceof X509KeyManager pairs) {
                for (String type : List.of("RSA", "EC")) {
                    String[] aliases = pairs.getServerAliases(type, null);
                    if (aliases != null && aliases.length > 0) {
                        return new Identity(
                                List.of(pairs.getCertificateChain(aliases[0])), pairs.getPrivateKey(aliases[0]));
                    }
                }
            }
        }
        return null;
    }

    private static boolean isPair(Identity identity) {
        PrivateKey key = identity.key();
        byte[] text = {1, 2, 3};
        try {
            Signature made =
                    Signature.getInstance("RSA".equals(key.getAlgorithm()) ? "SHA256withRSA" : "SHA256withECDSA");
            made.initSign(key);
            made.update(text);
            byte[] signature = made.sign();
            made.initVerify(identity.chain().get(0));
            made.update(text);
            return made.verify(signature);
        } catch (GeneralSecurityException differentKinds) {
            return false;
        }
    }

    private static void warnOfDates(String path, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateException outOfDate) {
            LOG.warn(
                    "certificate is out of date, clients will refuse it file={} from={} to={}",
                    path,
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        }
    }

    private @Nullable TrustOptions trust(List<OptionsProblem> problems) {
        Buffer bundle = content("tls.client-trust", options.getClientTrust(), problems);
        if (bundle == null) {
            return null;
        }
        try {
            TrustOptions trust = new PemTrustOptions().addCertValue(bundle);
            trust.getTrustManagerFactory(vertx);
            return trust;
        } catch (Exception unreadable) {
            problems.add(new OptionsProblem(
                    "tls.client-trust", ORIGIN, options.getClientTrust(), "a PEM file with BEGIN CERTIFICATE"));
            return null;
        }
    }
}
