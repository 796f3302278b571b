package io.modcluster.balancer.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A command that runs as long as it likes, with the terminal of this process. Blocks. */
final class ChildProcess {
    private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a command.
     *
     * @param command     program and arguments
     * @param environment what it gets beside the environment of this process
     * @param withheld    variables of that environment that are not its business
     * @throws StartFailure when there is no such program
     */
    static ChildProcess start(List<String> command, Map<String, String> environment, Set<String> withheld) {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().keySet().removeAll(withheld);
        builder.environment().putAll(environment);
        try {
            ChildProcess child = new ChildProcess(builder.start());
            log.info("command started pid={}", child.process.pid());
            return child;
        } catch (IOException cause) {
            throw StartFailure.ofCommand(command.get(0), cause);
        }
    }

    /** Completes when it has ended, on a thread of its own. */
    CompletableFuture<?> ended() {
        return process.onExit();
    }

    /** Its exit code, 128 and the number of the signal where one ended it; asks it to end, and makes it after a while. */
    int stop(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("command does not end within {} ms, killed pid={}", patience.toMillis(), process.pid());
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Ends it without asking; does not wait. */
    void kill() {
        process.destroyForcibly();
    }
}
