package io.modcluster.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.launcher.Main;
import io.modcluster.balancer.testkit.McmpClient;
import io.modcluster.balancer.testkit.RecordingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A balancer that is alone, in a process that is killed and started again. */
@Timeout(120)
class RestartIT {
    private static final Pattern READY =
            Pattern.compile("ready: traffic http://127\\.0\\.0\\.1:(\\d+) +mcmp 127\\.0\\.0\\.1:(\\d+).*");
    private static final int NODES = 10;
    private static final int CONTEXTS_EACH = 10;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();
    private final List<RecordingNode> nodes = new ArrayList<>();

    @TempDir
    Path folder = Path.of("");

    /** A process and its ports. */
    private record Member(Process process, int traffic, int mcmp, long startedNanos) {}

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        for (RecordingNode node : nodes) {
            node.close();
        }
    }

    @Test
    void after_kill_minus_9_a_hundred_contexts_are_served_at_once_and_a_dead_node_gets_nothing(TestReporter figures)
            throws Exception {
        Member first = start();
        registerAll(new McmpClient(first.mcmp));
        await().atMost(Duration.ofSeconds(10)).until(this::everythingIsSaved);
        kill(first);
        RecordingNode dead = nodes.get(0);
        dead.close();

        Member second = start();
        List<String> answers = new ArrayList<>();
        answers.add(get(second, "/c0"));
        long millis = Duration.ofNanos(System.nanoTime() - second.startedNanos).toMillis();
        for (int context = 1; context < NODES * CONTEXTS_EACH; context++) {
            answers.add(get(second, "/c" + context));
        }
        figures.publishEntry("milliseconds from the start of the JVM to the first 200", Long.toString(millis));
        // mostly the start of a JVM on a machine that does other things too
        assertThat(millis).isLessThan(20_000);

        assertThat(answers).hasSize(100).allMatch(answer -> answer.matches("200 n[1-9]"));
        assertThat(dead.requests()).isEmpty();
        assertThat(errors()).contains("nodes from snapshot and configuration looked at: 9 of 10 answer");
        assertThat(new McmpClient(second.mcmp).info()).contains("Name: n0", "Name: n9");
    }

    @Test
    void a_second_process_with_the_same_file_does_not_start() throws Exception {
        start();
        Process second = launch();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(errors())
                .contains("the balancer did not start: registry.snapshot: ", "nodes.json\": another balancer uses it");
    }

    /** Each context is served by two nodes. */
    private void registerAll(McmpClient mcmp) throws IOException {
        for (int i = 0; i < NODES; i++) {
            RecordingNode node = RecordingNode.start("n" + i);
            nodes.add(node);
            String name = "JVMRoute=n" + i;
            assertThat(mcmp.send("CONFIG", name + "&Type=http&Host=127.0.0.1&Port=" + node.port()))
                    .startsWith("200");
            String contexts = String.join(
                    ",", Stream.concat(contexts(i), contexts((i + 1) % NODES)).toList());
            assertThat(mcmp.send("ENABLE-APP", name + "&Alias=localhost&Context=" + contexts))
                    .startsWith("200");
            assertThat(mcmp.send("STATUS", name + "&Load=50")).startsWith("200");
        }
    }

    private static Stream<String> contexts(int group) {
        return IntStream.range(0, CONTEXTS_EACH).mapToObj(i -> "/c" + (group * CONTEXTS_EACH + i));
    }

    private boolean everythingIsSaved() throws IOException {
        Path file = folder.resolve("nodes.json");
        String text = Files.exists(file) ? Files.readString(file) : "";
        return text.split("ENABLED", -1).length - 1 == 2 * NODES * CONTEXTS_EACH
                && IntStream.range(0, NODES).allMatch(i -> text.contains("\"n" + i + "\":[50,"));
    }

    private String get(Member member, String path) throws Exception {
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.traffic + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private Member start() throws IOException {
        long begin = System.nanoTime();
        Process process = launch();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                return new Member(process, Integer.parseInt(ready.group(1)), Integer.parseInt(ready.group(2)), begin);
            }
        }
        return fail("the process ended without being ready: " + errors());
    }

    private Process launch() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        // the product's own configuration, not that of the tests, which is quieter
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "run",
                        "--set=traffic.host=127.0.0.1",
                        "--set=traffic.port=0",
                        "--set=mcmp.port=0",
                        "--set=manager.port=0",
                        "--set=registry.snapshot=" + folder.resolve("nodes.json"))
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("errors.log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("errors.log"));
    }

    /** SIGKILL: nothing of the process runs any more. */
    private static void kill(Member member) throws Exception {
        assertThat(member.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
    }
}
