package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.options.BalancerOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class DemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeBalancer balancer = new FakeBalancer();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        Blocking.await(vertx.close(), PATIENCE);
    }

    @Test
    void the_demo_registers_three_nodes_shows_traffic_and_takes_leave() throws Exception {
        StringWriter out = new StringWriter();
        FakeStop stop = new FakeStop();
        CommandLine commandLine = Main.commandLine(new Surroundings(balancer, stop, Map.of(), List.of()));
        commandLine.setOut(new PrintWriter(out));

        CompletableFuture<Integer> code =
                CompletableFuture.supplyAsync(() -> Main.execute(commandLine, "demo", "--free-ports"));
        await().atMost(PATIENCE.multipliedBy(2)).until(stop::isAwaited);

        assertThat(out.toString())
                .contains("ready: traffic http://127.0.0.1:" + balancer.trafficPort())
                .contains("registered over MCMP: demo-1 (load 100), demo-2 (load 50), demo-3 (load 25)")
                .contains("60 requests without a session: {demo-1=20, demo-2=20, demo-3=20}")
                .containsPattern("one session, 6 requests: (demo-[123])( \\1){5}\\R")
                .contains("curl -X INFO http://127.0.0.1:" + balancer.mcmpPort() + "/")
                .contains("curl -i http://127.0.0.1:" + balancer.managerPort() + "/health/ready");

        assertThat(out.toString().lines().filter(line -> line.contains("curl ")))
                .as("lines to paste into a shell")
                .hasSize(5)
                .allMatch(line -> line.matches("    curl [^#()']*http://127\\.0\\.0\\.1:[0-9]+/[a-z/]*"));

        balancer.messages.clear();
        stop.give();
        assertThat(code).succeedsWithin(PATIENCE).isEqualTo(0);
        assertThat(balancer.messages)
                .filteredOn(message -> message.contains("demo-2") && !message.startsWith("STATUS"))
                .containsExactly(
                        "DISABLE-APP / JVMRoute=demo-2&Alias=localhost&Context=%2F",
                        "DISABLE-APP / JVMRoute=demo-2&Alias=localhost&Context=%2Fshop",
                        "STOP-APP / JVMRoute=demo-2&Alias=localhost&Context=%2F",
                        "STOP-APP / JVMRoute=demo-2&Alias=localhost&Context=%2Fshop",
                        "REMOVE-APP / JVMRoute=demo-2&Alias=localhost&Context=%2F",
                        "REMOVE-APP / JVMRoute=demo-2&Alias=localhost&Context=%2Fshop",
                        "REMOVE-APP /* JVMRoute=demo-2");
    }

    @Test
    void a_node_registers_as_mod_cluster_does_and_again_when_it_was_forgotten() throws Exception {
        Blocking.await(balancer.start(vertx, freePorts()), PATIENCE);
        Blocking.await(new DemoNode(vertx, "demo-1", 100, balancer.mcmpPort()).start(), PATIENCE);

        assertThat(balancer.messages.get(1))
                .matches("CONFIG / JVMRoute=demo-1&Host=127.0.0.1&Port=[0-9]+&StickySessionForce=No&Type=http");
        assertThat(balancer.messages.subList(2, 5))
                .containsExactly(
                        "ENABLE-APP / JVMRoute=demo-1&Alias=localhost&Context=%2F",
                        "ENABLE-APP / JVMRoute=demo-1&Alias=localhost&Context=%2Fshop",
                        "STATUS / JVMRoute=demo-1&Load=100");

        balancer.messages.clear();
        balancer.status = 500;
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(balancer.messages).first().isEqualTo("STATUS / JVMRoute=demo-1&Load=100"));
        balancer.status = 200;
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(balancer.messages)
                .anyMatch(message -> message.startsWith("CONFIG / JVMRoute=demo-1&")));
    }

    @Test
    void a_port_in_use_is_named_in_one_sentence() throws Exception {
        Blocking.await(balancer.start(vertx, freePorts()), PATIENCE);
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine(new Surroundings(new FakeBalancer(), FakeStop.given(), Map.of(), List.of()));
        commandLine.setErr(new PrintWriter(err));
        String taken = "127.0.0.1:" + balancer.mcmpPort();

        int code = Main.execute(
                commandLine, "--set=traffic.port=0", "--set=mcmp.port=" + balancer.mcmpPort(), "--set=manager.port=0");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString().strip())
                .isEqualTo("the balancer did not start: cannot listen on " + taken
                        + " (Address already in use), set another mcmp.port or mcmp.host, or stop what listens there");
    }

    @Test
    void a_host_that_does_not_exist_is_named_in_one_sentence() throws Exception {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine(
                new Surroundings((vertx, options) -> Future.failedFuture("no"), FakeStop.given(), Map.of(), List.of()));
        commandLine.setErr(new PrintWriter(err));

        int code = Main.execute(
                commandLine,
                "--set=traffic.port=0",
                "--set=mcmp.port=0",
                "--set=manager.host=no-such.invalid",
                "--set=manager.tokens=operator:ci=0123456789abcdef");

        assertThat(code).isEqualTo(1);
        assertThat(err.toString())
                .contains("cannot listen on no-such.invalid:8091 (unknown host), set another manager.port");
    }

    private static BalancerOptions freePorts() {
        BalancerOptions options = new BalancerOptions();
        options.getTraffic().setPort(0);
        options.getMcmp().setPort(0);
        options.getManager().setPort(0);
        return options;
    }
}
