package io.modcluster.balancer.testkit;

import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.cluster.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node that is a process of its own, which {@code kill -9} ends; it can be started again on its port. For one thread. */
public final class KillableNode implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String route;
    private final int port;
    private final long delayMillis;
    private final Path posts;
    private Process process;

    private KillableNode(String route, int port, long delayMillis, Path posts) throws IOException {
        this.route = route;
        this.port = port;
        this.delayMillis = delayMillis;
        this.posts = posts;
        this.process = launch();
    }

    /** Starts one that answers after so many milliseconds. */
    public static KillableNode start(String route, long delayMillis) throws IOException {
        Path posts = Files.createTempFile(Path.of("target"), "posts-" + route + "-", ".txt");
        KillableNode node = new KillableNode(route, FreePorts.find(1).get(0), delayMillis, posts);
        node.awaitOpen();
        return node;
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CountingService.class.getName(),
                        route,
                        Integer.toString(port),
                        Long.toString(delayMillis),
                        posts.toString()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void awaitOpen() {
        await("port of " + route).atMost(PATIENCE).until(this::isOpen);
    }

    private boolean isOpen() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException closed) {
            return false;
        }
    }

    /** Its JVMRoute. */
    public String route() {
        return route;
    }

    /** Registers it as a node does when it comes up, with the context {@code /} and sessions that may move. */
    public void register(RunningBalancer balancer) {
        obeyed(balancer, "CONFIG", "&Host=127.0.0.1&Type=http&StickySessionForce=No&Port=" + port);
        obeyed(balancer, "ENABLE-APP", "&Alias=localhost&Context=/");
        await("STATUS of " + route).atMost(PATIENCE).until(() -> obeyed(balancer, "STATUS", "&Load=100")
                .contains("State=OK"));
    }

    private String obeyed(RunningBalancer balancer, String command, String more) {
        var answer = balancer.mcmp(command, "/", "JVMRoute=" + route + more);
        if (answer.statusCode() != 200) {
            throw new AssertionError(command + " of " + route + ": " + answer.headers());
        }
        return answer.body();
    }

    /** SIGKILL: gone when this returns. */
    public void kill9() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still there after SIGKILL: " + process.pid());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again on its port, and waits until that is open. */
    public void restart() throws IOException {
        process = launch();
        awaitOpen();
    }

    /** The targets of all POSTs that it ever got, in all its lives. */
    public List<String> posts() throws IOException {
        return Files.readAllLines(posts);
    }

    @Override
    public void close() throws IOException {
        kill9();
        Files.deleteIfExists(posts);
    }
}
