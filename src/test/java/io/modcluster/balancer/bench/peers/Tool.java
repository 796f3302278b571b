package io.modcluster.balancer.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs a load generator, which speaks TLS with the same version and cipher to all. */
final class Tool {
    private static final String OPENSSL =
            """
            openssl_conf = all
            [all]
            ssl_conf = tls
            [tls]
            system_default = defaults
            [defaults]
            MinProtocol = TLSv1.3
            Ciphersuites = TLS_AES_128_GCM_SHA256
            """;

    private Tool() {}

    /** What it printed; fails when it did. */
    static String run(List<String> command, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Path openssl = Files.writeString(folder.resolve("openssl.cnf"), OPENSSL).toAbsolutePath();
        builder.environment().put("OPENSSL_CONF", openssl.toString());
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + output);
            }
            return output;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
