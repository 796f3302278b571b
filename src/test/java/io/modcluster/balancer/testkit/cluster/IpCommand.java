package io.modcluster.balancer.testkit.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs {@code ip(8)}. */
final class IpCommand {
    private static final int PATIENCE_SECONDS = 10;

    private IpCommand() {}

    /** A command that was refused or could not be run; the message has the command and what it said. */
    static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }
    }

    /** What it prints. */
    static String run(String arguments) {
        return runAny("ip " + arguments);
    }

    /** What another command prints that belongs to the same work; words are separated by blanks. */
    static String runAny(String line) {
        List<String> command = new ArrayList<>(List.of(line.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new Refused("\"" + line + "\": " + said);
            }
            return said;
        } catch (IOException missing) {
            throw new Refused(String.valueOf(missing.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("\"" + line + "\": interrupted");
        }
    }
}
