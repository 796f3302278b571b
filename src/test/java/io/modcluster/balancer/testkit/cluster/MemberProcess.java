package io.modcluster.balancer.testkit.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A balancer as a process of its own, over several lives. Each wait has an end; a member that dies when it should not, or is
 * late, fails the test with the end of its log. One thread at a time.
 */
public final class MemberProcess implements AutoCloseable {
    /** A JVM starts in 2 s on an idle core; several at a time on busy ones take ten times that, and may wait for others. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);

    /** Beyond what draining may take. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(20);

    private final Path log;
    private MemberPlan plan;
    private MemberJvm jvm;

    private MemberProcess(MemberPlan plan, Path log) {
        this.plan = plan;
        this.log = log;
        this.jvm = MemberJvm.start(plan, log);
    }

    /** Starts one without waiting for it. */
    public static MemberProcess start(MemberPlan plan) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "members"));
            return new MemberProcess(plan, Files.createTempFile(folder, plan.name() + "-", ".log"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Returns when it has said that its ports are open. */
    public MemberProcess waitUntilReady() {
        ports();
        return this;
    }

    /** The name it was planned with. */
    public String name() {
        return plan.name();
    }

    /** The process id of its present life. */
    public long pid() {
        return jvm.process().pid();
    }

    /** Whether its process exists; a frozen one does. */
    public boolean isAlive() {
        return jvm.isAlive();
    }

    /** Where requests go. */
    public InetSocketAddress traffic() {
        return new InetSocketAddress(plan.address(), ports().traffic());
    }

    /** Where nodes register. */
    public InetSocketAddress mcmp() {
        return new InetSocketAddress(plan.address(), ports().mcmp());
    }

    /** Where health is asked for. */
    public InetSocketAddress manager() {
        return new InetSocketAddress(plan.address(), ports().manager());
    }

    /** CPU time that its present life has used, all threads. */
    public Duration cpuTime() {
        return jvm.process().info().totalCpuDuration().orElseThrow();
    }

    /** What it has logged in all its lives, a file under {@code target}. */
    public Path log() {
        return log;
    }

    /** Sends a command of {@code ClusterMember} and gives the answer; fails when the member refuses or is silent. */
    public String tell(String command) {
        return jvm.conversation().ask(command, ANSWER_PATIENCE);
    }

    /** SIGKILL: gone when this returns, its ports are closed. */
    public void kill9() {
        jvm.kill();
    }

    /** SIGTERM, which stops it cleanly; gives the exit code. */
    public int terminate() {
        jvm.signal("TERM");
        return jvm.awaitEnd(STOP_PATIENCE);
    }

    /** SIGTERM without waiting for the end, see {@link #awaitEnd()}. */
    public void beginToTerminate() {
        jvm.signal("TERM");
    }

    /** Waits for an end that was asked for; gives the exit code. */
    public int awaitEnd() {
        return jvm.awaitEnd(STOP_PATIENCE);
    }

    /** SIGSTOP: no thread of it runs any more, but its connections stay. */
    public void freeze() {
        jvm.signal("STOP");
        await().atMost(ANSWER_PATIENCE).until(this::isFrozen);
    }

    /** SIGCONT. */
    public void thaw() {
        jvm.signal("CONT");
    }

    /** Starts it again, on the same ports, without waiting for it; its last life must have ended. */
    public MemberProcess restart() {
        if (jvm.isAlive()) {
            throw new IllegalStateException("still alive: " + plan.name());
        }
        jvm = MemberJvm.start(plan, log);
        return this;
    }

    /** Changes an option for the next life. */
    public MemberProcess set(String key, String value) {
        plan = plan.with(key, value);
        return this;
    }

    /** Kills it. */
    @Override
    public void close() {
        jvm.kill();
    }

    private Conversation.Ports ports() {
        try {
            Conversation.Ports ports = jvm.conversation()
                    .ready()
                    .copy()
                    .orTimeout(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            plan = plan.with("traffic.port", Integer.toString(ports.traffic()))
                    .with("mcmp.port", Integer.toString(ports.mcmp()))
                    .with("manager.port", Integer.toString(ports.manager()));
            return ports;
        } catch (CompletionException failed) {
            throw new AssertionError("not ready: " + jvm.obituary(), failed);
        }
    }

    private boolean isFrozen() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        return !Files.exists(status) || Files.readString(status).contains("State:\tT");
    }
}
