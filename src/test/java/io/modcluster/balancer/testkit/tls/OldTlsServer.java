package io.modcluster.balancer.testkit.tls;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server of {@code openssl}, told to speak TLS 1.1 at most: this JVM does not. Skips the test where there is none. */
public final class OldTlsServer implements AutoCloseable {
    private static final Pattern ACCEPT = Pattern.compile("ACCEPT .*:(\\d+)");

    private final Process process;
    private final int port;

    private OldTlsServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one on an ephemeral port of 127.0.0.1. */
    public static OldTlsServer start(TestCertificates.Issued own) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "openssl",
                            "s_server",
                            "-accept",
                            "127.0.0.1:0",
                            "-www",
                            "-tls1_1",
                            "-cipher",
                            "ALL:@SECLEVEL=0",
                            "-cert",
                            own.certificate().toString(),
                            "-key",
                            own.key().toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException none) {
            assumeTrue(false, "SKIPPED: no openssl here: " + none.getMessage());
            throw none;
        }
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher accept = ACCEPT.matcher(line);
            if (accept.matches()) {
                return new OldTlsServer(process, Integer.parseInt(accept.group(1)));
            }
            said.append(line).append('\n');
        }
        assumeTrue(false, "SKIPPED: this openssl has no TLS 1.1: " + said);
        throw new IOException(said.toString());
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
