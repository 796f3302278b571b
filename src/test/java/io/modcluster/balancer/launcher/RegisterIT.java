package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RegisteredNodes;
import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.modcluster.balancer.testkit.cluster.LoadPlan;
import io.modcluster.balancer.testkit.cluster.LoadReport;
import io.modcluster.balancer.testkit.cluster.SteadyLoad;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code register} as a process that starts and stops a service, another process, beside a node that stays. */
@Timeout(120)
final class RegisterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final int REQUESTS_PER_SECOND = 80;

    private final RunningBalancer balancer = RunningBalancer.start();
    private final RegisteredNodes others = new RegisteredNodes(balancer);
    private final int port = FreePorts.find(1).get(0);
    private final List<Process> processes = new ArrayList<>();

    RegisterIT() throws IOException {
        others.register("stays", "");
        others.enable("stays", "/svc");
        others.load("stays", 100);
    }

    @AfterEach
    void close() throws IOException {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        others.close();
        balancer.close();
    }

    @Test
    void a_service_gets_requests_and_leaves_at_sigterm_without_losing_one() throws Exception {
        Process sidecar = register(JAVA, "-cp", CLASS_PATH, SmallService.class.getName(), Integer.toString(port));
        awaitReady(sidecar);
        try (SteadyLoad load = SteadyLoad.start(plan())) {
            await().atMost(PATIENCE).until(() -> balancer.get("/svc").body().equals("small service svc-1"));
            flawless(load.lap());

            assertThat(new ProcessBuilder("kill", "-s", "TERM", Long.toString(sidecar.pid()))
                            .start()
                            .waitFor())
                    .isZero();

            assertThat(sidecar.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(sidecar.exitValue()).as("that of a JVM after SIGTERM").isEqualTo(128 + 15);
            assertThat(registered()).isFalse();
            LoadReport leaving = load.lap();
            assertThat(leaving.target("balancer").responses()).isGreaterThan(10);
            flawless(leaving);
        }
    }

    @Test
    void a_service_that_is_killed_is_gone_at_once() throws Exception {
        Process sidecar = register(JAVA, "-cp", CLASS_PATH, SmallService.class.getName(), Integer.toString(port));
        awaitReady(sidecar);
        await().atMost(PATIENCE).until(() -> balancer.get("/svc").body().equals("small service svc-1"));
        ProcessHandle service = sidecar.children().findFirst().orElseThrow();

        service.destroyForcibly();
        assertThat(sidecar.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(sidecar.exitValue()).isEqualTo(128 + 9);
        assertThat(registered()).isFalse();
        for (int i = 0; i < 10; i++) {
            assertThat(balancer.get("/svc").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_command_that_ends_before_it_serves_is_never_registered() throws Exception {
        Process sidecar = register(JAVA, "-cp", CLASS_PATH, SmallService.class.getName(), "exit", "7");

        assertThat(sidecar.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(sidecar.exitValue()).isEqualTo(7);
        assertThat(balancer.info()).doesNotContain("svc-1");
    }

    /** Listed it may be for a while, as removed; contexts it has none. */
    private boolean registered() {
        String info = balancer.info();
        return info.lines()
                .filter(line -> line.contains(",Name: svc-1,"))
                .map(line -> line.substring("Node: [".length(), line.indexOf(']')))
                .anyMatch(id -> info.contains("Context: [" + id + ":"));
    }

    private LoadPlan plan() {
        InetSocketAddress traffic = balancer.traffic();
        return LoadPlan.get("/svc", REQUESTS_PER_SECOND).over(8).to("balancer", traffic);
    }

    private static void flawless(LoadReport report) {
        assertThat(report.failures()).isEmpty();
        assertThat(report.target("balancer").statuses()).containsOnlyKeys(200);
    }

    private Process register(String... command) throws IOException {
        InetSocketAddress mcmp = balancer.mcmp();
        List<String> sidecar = List.of(
                JAVA,
                "-Xmx96m",
                "-cp",
                CLASS_PATH,
                Main.class.getName(),
                "register",
                "--port",
                Integer.toString(port),
                "--context",
                "/svc",
                "--route",
                "svc-1",
                "--balancer",
                mcmp.getHostString() + ":" + mcmp.getPort(),
                "--set",
                "period=500ms",
                "--");
        Process process = new ProcessBuilder(
                        Stream.concat(sidecar.stream(), Stream.of(command)).toList())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static void awaitReady(Process sidecar) throws IOException {
        BufferedReader lines = sidecar.inputReader();
        String line = lines.readLine();
        assertThat(line)
                .startsWith("ready: 127.0.0.1:")
                .contains("is node svc-1")
                .endsWith(" OK");
    }
}
