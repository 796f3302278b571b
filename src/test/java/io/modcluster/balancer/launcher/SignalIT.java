package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real signals to a real process. */
@Timeout(60)
final class SignalIT {
    private static final int PATIENCE_SECONDS = 30;
    /** A mask of signals in {@code /proc}, in which signal 1 is the lowest bit. */
    private static final String IGNORED = "SigIgn:";

    private static final int SIGINT_BIT = 1;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void one_signal_stops_cleanly_with_exit_code_0(String signal) throws Exception {
        Process process = start("normal");
        try {
            awaitLine(process.inputReader(), "ready: traffic http://");
            send(signal, process);

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(process.errorReader().lines())
                    .anyMatch(line -> line.contains("stopping: signal=" + signal))
                    .anyMatch(line -> line.endsWith("stopped"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_second_signal_ends_a_stop_that_hangs_with_exit_code_3() throws Exception {
        Process process = start("stuck");
        try {
            awaitLine(process.inputReader(), "ready: traffic http://");
            send("TERM", process);
            awaitLine(process.errorReader(), "stopping: signal=TERM");
            assertThat(process.isAlive()).isTrue();
            send("INT", process);

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ProcessSignals.FORCED);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void nothing_is_written_so_that_a_read_only_file_system_is_enough() throws Exception {
        Process process = start("normal", Path.of("target", "no-such-folder"));
        try {
            awaitLine(process.inputReader(), "ready: traffic http://");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String kind) throws IOException {
        return start(kind, Path.of(System.getProperty("java.io.tmpdir")));
    }

    private static Process start(String kind, Path temporaryFolder) throws IOException {
        List<String> command = new ArrayList<>(withInterruptHeard());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-Djava.io.tmpdir=" + temporaryFolder,
                // the product's own configuration, not that of the tests, which is quieter
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                SignalProbe.class.getName(),
                kind,
                "run",
                "--set=traffic.port=0",
                "--set=mcmp.port=0",
                "--set=manager.port=0"));
        return new ProcessBuilder(command).start();
    }

    /**
     * What to begin a command with. A shell starts what runs in its background with SIGINT ignored, which processes inherit, and
     * which a JVM leaves so.
     */
    private static List<String> withInterruptHeard() throws IOException {
        if (!isInterruptIgnored()) {
            return List.of();
        }
        List<String> prefix = List.of("env", "--default-signal=INT");
        assumeThat(succeeds(prefix))
                .as("SIGINT is ignored here, and env (of coreutils before 8.31) cannot reset it")
                .isTrue();
        return prefix;
    }

    private static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (Files.exists(status)) {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(IGNORED)) {
                    return new BigInteger(line.substring(IGNORED.length()).strip(), 16).testBit(SIGINT_BIT);
                }
            }
        }
        return false;
    }

    private static boolean succeeds(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }

    private static void awaitLine(BufferedReader reader, String text) throws IOException {
        String line = reader.readLine();
        while (line != null && !line.contains(text)) {
            line = reader.readLine();
        }
        if (line == null) {
            fail("the process ended without saying: " + text);
        }
    }

    private static void send(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
