package io.modcluster.balancer.testkit.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of a member: a JVM from its start to its end. It dies with the JVM of the test, whichever way that ends. */
final class MemberJvm {
    private static final String MAIN = "io.modcluster.balancer.launcher.ClusterMember";
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 60;

    /** What Hazelcast asks for; the jar has them in its manifest. */
    private static final List<String> HAZELCAST = List.of(
            "--add-modules=java.se",
            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.management/sun.management=ALL-UNNAMED",
            "--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED");

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread killer;
    private final Conversation conversation;

    private MemberJvm(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.killer = new Thread(process::destroyForcibly, "kill-" + name);
        Runtime.getRuntime().addShutdownHook(killer);
        this.conversation = Conversation.start(process, this::obituary);
    }

    /** Starts a JVM that is a member; what it logs is appended to {@code log}. */
    static MemberJvm start(MemberPlan plan, Path log) {
        List<String> command = new ArrayList<>(plan.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx192m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(HAZELCAST);
        // the product's own configuration, not that of the tests, which logs to stdout
        command.add("-Dlogback.configurationFile=logback.xml");
        command.addAll(plan.jvmArguments());
        command.addAll(List.of("-cp", classPath(), MAIN, "run"));
        plan.settings().forEach((key, value) -> command.add("--set=" + key + "=" + value));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(Redirect.appendTo(log.toFile()))
                    .start();
            return new MemberJvm(plan.name(), log, process);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start " + plan.name(), failed);
        }
    }

    /** Surefire may run the tests from a jar that only names the others; this property has them all. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    Conversation conversation() {
        return conversation;
    }

    Process process() {
        return process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by its name without SIG. */
    void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start();
            if (!kill.waitFor(KILL_PATIENCE.toSeconds(), TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("no signal " + signal + " to " + obituary());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for the end and gives the exit code; kills, and fails, when it does not come. */
    int awaitEnd(Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                Runtime.getRuntime().removeShutdownHook(killer);
                return process.exitValue();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        String last = obituary();
        process.destroyForcibly();
        throw new AssertionError("did not end within " + patience + ": " + last);
    }

    /** SIGKILL; done when the process is gone. Nothing happens when it is gone already. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(KILL_PATIENCE);
    }

    /** Name, state and the last lines of the log. */
    String obituary() {
        String state = process.isAlive() ? "is running" : "ended with exit code " + process.exitValue();
        return name + " (pid " + process.pid() + ") " + state + ", end of its log " + log + ":\n" + tail();
    }

    private String tail() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }
}
