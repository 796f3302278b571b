package io.modcluster.balancer.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modcluster.balancer.testkit.RunningBalancer;
import io.modcluster.balancer.testkit.cluster.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code register} in this process: its arguments, and what it does with a service that comes and goes. */
@Timeout(60)
final class RegisterCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeStop stop = new FakeStop();

    private int execute(Map<String, String> environment, String... arguments) {
        CommandLine line = Main.commandLine(new Surroundings(
                        (vertx, options) -> {
                            throw new IllegalStateException("no balancer is started here");
                        },
                        stop,
                        environment,
                        List.of()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        String[] all =
                Stream.concat(Stream.of("register"), Stream.of(arguments)).toArray(String[]::new);
        return Main.execute(line, all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 0 | --port: port: \"0\" (expected: 1..65535",
                "--port 80 --context shop | --context",
                "--port 80 --context /a?b | --context",
                "--port 80 --balancer lb:99999 | --balancer",
                "--port 80 --route a;b | --route",
                "--port 80 --load 101 | --load",
                "--port 80 --health ready | --health",
                "--port 80 --health ftp://h/ | --health",
                "--port 80 --health http://h:99999/ | --health",
                "--port 80 --health http://me:hidden@h/ | without a name and a password",
                "--port 80 --type ajp --health /ready | --health",
                "--port 80 --set perod=1s | perod",
                "--context / | port"
            })
    void what_is_wrong_is_said_with_its_place_and_what_was_expected(String arguments, String expected) {
        assertThat(execute(Map.of(), arguments.trim().split(" +", -1))).isEqualTo(Main.WRONG_CONFIGURATION);
        assertThat(err.toString())
                .contains("not good")
                .contains(expected)
                .contains("expected: ")
                .doesNotContain("hidden");
    }

    @Test
    void the_environment_may_say_it_too_and_a_typing_error_is_found() {
        assertThat(execute(Map.of("MODCLUSTER_NODE_LB_GRUOP", "g"), "--port", "80"))
                .isEqualTo(Main.WRONG_CONFIGURATION);
        assertThat(err.toString()).contains("did you mean MODCLUSTER_NODE_LB_GROUP?");
    }

    @Test
    void a_program_that_is_not_there_is_named() {
        assertThat(execute(Map.of(), "--port", "80", "--", "no-such-program", "--port"))
                .isEqualTo(Main.NOT_STARTED);
        assertThat(err.toString()).contains("the command did not start", "\"no-such-program\"");
    }

    @ParameterizedTest
    @CsvSource({"web-1.example.com, 80, web-1-example-com-80", "a b;c, 3000, a-b-c-3000"})
    void a_node_without_a_name_is_called_by_its_host_and_port(String host, int port, String route) {
        assertThat(RegisterArguments.routeOf(host, port)).isEqualTo(route);
        assertThat(RegisterArguments.routeOf("x".repeat(100), port)).hasSize(63);
    }

    @Test
    void the_help_shows_how_to_use_it() {
        assertThat(execute(Map.of(), "--help")).isZero();
        assertThat(out.toString()).contains("--port", "-- node server.js", "MODCLUSTER_JVM_ROUTE");
    }

    @Test
    void a_service_is_registered_when_it_is_up_and_gets_nothing_while_it_is_down() throws Exception {
        Vertx vertx = Vertx.vertx();
        AtomicInteger health = new AtomicInteger(503);
        try (RunningBalancer balancer = RunningBalancer.start()) {
            HttpServer service = vertx.createHttpServer().requestHandler(request -> request.response()
                    .setStatusCode(request.path().equals("/ready") ? health.get() : 200)
                    .end());
            service.listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> execute(
                    Map.of("MODCLUSTER_NODE_PERIOD", "300ms"),
                    "--port=" + service.actualPort(),
                    "--route=svc",
                    "--context=/svc",
                    "--health=/ready",
                    "--load=70",
                    "--balancer=127.0.0.1:" + balancer.mcmp().getPort()));
            await().during(Duration.ofSeconds(1)).until(() -> !balancer.info().contains("svc"));

            health.set(200);
            await().atMost(PATIENCE).until(() -> balancer.info().contains("Load: 70"));
            assertThat(balancer.get("/svc").statusCode()).isEqualTo(200);

            health.set(500);
            await().atMost(PATIENCE).until(() -> balancer.info().contains("Load: -1"));
            assertThat(balancer.get("/svc").statusCode()).isEqualTo(503);

            health.set(204);
            await().atMost(PATIENCE).until(() -> balancer.info().contains("Load: 70"));
            stop.give();
            assertThat(running.get(30, TimeUnit.SECONDS)).isZero();
            assertThat(out.toString()).startsWith("ready: 127.0.0.1:").contains("is node svc");
            assertThat(balancer.get("/svc").statusCode()).isEqualTo(404);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_stop_before_the_service_was_ever_up_is_a_clean_one() throws IOException {
        int nobody = FreePorts.find(1).get(0);
        stop.give();
        assertThat(execute(Map.of(), "--port", Integer.toString(nobody))).isZero();
        assertThat(out.toString()).isEmpty();
    }
}
